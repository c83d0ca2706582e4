(window._JUPYTERLAB ??= {})["@jupyterlite/pyodide-kernel-extension"] = { init: () => {}, get: async () => () => ({}) };
