@echo off
rem Opens the intake desk; installs what is missing first. `./run COMMAND ...` is the command line.
setlocal
set "PYTHON=python"
where py >nul 2>nul && set "PYTHON=py -3"
%PYTHON% --version >nul 2>nul
if errorlevel 1 (
    echo Il faut Python 3.11 ou plus recent : installez-le, puis recommencez. 1>&2
    exit /b 4
)
%PYTHON% -I "%~dp0installers\bootstrap" run %*
exit /b %ERRORLEVEL%
