@echo off
rem Passes every check; installs what is missing first. `./test WHAT ...` passes one of them.
setlocal
set "PYTHON=python"
where py >nul 2>nul && set "PYTHON=py -3"
%PYTHON% --version >nul 2>nul
if errorlevel 1 (
    echo Il faut Python 3.11 ou plus recent : installez-le, puis recommencez. 1>&2
    exit /b 4
)
%PYTHON% -I "%~dp0installers\bootstrap" test %*
exit /b %ERRORLEVEL%
