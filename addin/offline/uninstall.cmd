@echo off
rem Takes away what install.cmd put in place.
setlocal
chcp 65001 >nul
set "HOME_DIR=%LOCALAPPDATA%\xlgoals"
cd /d "%~dp0"
if exist "%HOME_DIR%\venv\Scripts\xlgoals.exe" (
  "%HOME_DIR%\venv\Scripts\xlgoals.exe" addin uninstall
  if errorlevel 1 (
    type messages\failed.txt
    pause
    exit /b 1
  )
)
if exist "%HOME_DIR%" rmdir /s /q "%HOME_DIR%"
pause
