# Two commands: make learn, make test. start.py does all the work (Windows: py start.py learn).
PYTHON ?= python3

.PHONY: help learn teach test demo site bench bench-grading lock clean
help:
	@$(PYTHON) start.py

learn:
	@$(PYTHON) start.py learn $(if $(IN),--in $(IN))

site:
	@$(PYTHON) start.py site $(DIR) $(if $(PYODIDE),--pyodide $(PYODIDE)) $(if $(PUBLIC),--public) $(if $(IN),--lang $(IN))

bench-grading:
	@$(PYTHON) start.py bench grading

teach test demo bench lock clean:
	@$(PYTHON) start.py $@
