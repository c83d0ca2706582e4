@echo off
rem Opens the course on this computer. For everybody in the room: start.bat --lan
cd /d "%~dp0"
where py >nul 2>nul && (py -3 serve.py %* & goto end)
where python >nul 2>nul && (python serve.py %* & goto end)
echo Python is not on this computer, and the course cannot be opened from here.
echo Open it from the facilitator's computer, or ask somebody to install Python (python.org).
:end
pause
