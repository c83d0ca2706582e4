"""Grading many submissions: behind walls, side by side, judged from outside. From the ground up:

``walls``        bubblewrap, namespaces, limits: what a submission can reach
``zygote``       a process with the imports done, that forks a kernel in a few milliseconds
``provisioner``  Jupyter's own hook that starts kernels there
``answers``      an answer as plain data, told inside and read outside
``client``       Jupyter's client, for a kernel that may send anything
``judge``        runs the tests on the answers, outside
``execute``      nbgrader's step "execute" with all of this
``handed_in``    what lies in a submission's folder, before anything opens it
``once``         what nbgrader does again for each submission, done once
``pool``         several submissions at once, each graded by nbgrader's own steps

nbgrader stays the engine: its gradebook, its steps and its commands are the same with or without.
"""
