"""Grading many submissions: kernels that are warm, submissions side by side.

``zygote``       a process with the imports done, that forks a kernel in a few milliseconds
``provisioner``  Jupyter's own hook that starts kernels there
``pool``         several submissions at once, each graded by nbgrader's own steps

nbgrader stays the engine: its gradebook, its steps and its commands are the same with or without.
"""
