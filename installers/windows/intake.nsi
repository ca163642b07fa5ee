; The Windows installer, for one account and without administrator's rights.
; Called by installers/build.py with VERSION, BUNDLE, ICON, LICENCE, PARTS and TARGET defined.
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define NAME "Guichet AMO étudiants"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\onousc-intake"

!include "MUI2.nsh"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\onousc-intake"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1036 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1036 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "FileDescription" "Dépôt des dossiers de maladie des étudiants"
VIAddVersionKey /LANG=1036 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\intake.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Arabic"

Section
    ; An open program keeps its own file from being replaced: say so before anything changes.
    IfFileExists "$INSTDIR\intake.exe" 0 free
    ClearErrors
    FileOpen $0 "$INSTDIR\intake.exe" a
    IfErrors 0 closed
        MessageBox MB_OK|MB_ICONEXCLAMATION "Fermez d'abord le programme, puis recommencez." /SD IDOK
        SetErrorLevel 4
        Abort
    closed:
    FileClose $0
    ; Libraries of an older version must not stay beside the new ones.
    RMDir /r "$INSTDIR\_internal"
    free:
    SetOutPath "$INSTDIR"
    File /r "${BUNDLE}\*.*"
    File "/oname=LICENSE.txt" "${LICENCE}"
    File "/oname=third-party-licences.txt" "${PARTS}"
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\intake.exe"
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\intake.exe"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\intake.exe"
    WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegDWORD HKCU "${KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
    ; The dossiers belong to the office: %LOCALAPPDATA%\onousc-intake is left as it is.
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\intake.exe"
    Delete "$INSTDIR\intake-commande.exe"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\third-party-licences.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    Delete "$DESKTOP\${NAME}.lnk"
    DeleteRegKey HKCU "${KEY}"
SectionEnd
