@echo off
call "%~dp0start.bat" --lan
