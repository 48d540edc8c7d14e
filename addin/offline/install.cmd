@echo off
rem Installs xlgoals and its Excel add-in from this folder, without a network.
rem An interpreter may be named:  install.cmd C:\Python311\python.exe
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set "HOME_DIR=%LOCALAPPDATA%\xlgoals"
set "PYTHON=%~1"
if "%PYTHON%"=="" set "PYTHON=py -@PYTHON_VERSION@"
%PYTHON% -c "import sys; sys.exit(sys.version_info[:2] != (@PYTHON_TUPLE@) or sys.maxsize < 2**32)"
if errorlevel 1 (
  type messages\no-python.txt
  pause
  exit /b 1
)
%PYTHON% -m venv --clear "%HOME_DIR%\venv"
if errorlevel 1 goto failed
"%HOME_DIR%\venv\Scripts\python.exe" -m pip install --no-index --find-links wheels --require-hashes -r requirements.txt
if errorlevel 1 goto failed
"%HOME_DIR%\venv\Scripts\xlgoals.exe" addin install
if errorlevel 1 goto failed
"%HOME_DIR%\venv\Scripts\xlgoals.exe" addin doctor
pause
exit /b 0
:failed
type messages\failed.txt
pause
exit /b 1
