"""What the menu and the button call, inside LibreOffice's own Python.

It holds no rules and needs no package: it starts the project's Python as a process beside
LibreOffice, lets it connect back through a pipe, and hands it the commands, one at a time.
The words for users stand in words.json, made from the project's messages.
"""

import json
import os
import pathlib
import secrets
import subprocess
import threading

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJobExecutor

SERVICE = "org.xlgoals.Command"
SETTINGS = "xlgoals.json"
SHARED_SETTINGS = pathlib.Path("/etc/xlgoals/libreoffice.json")
CONTEXT = "StarOffice.ComponentContext"
# What would make the other Python look for its modules in LibreOffice's.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "LD_PRELOAD")


class TroubleError(Exception):
    """A command cannot be run; the argument is the key of the words for it."""


class Provider(unohelper.Base, XInstanceProvider):
    """Gives the process that connects what it works with: this LibreOffice."""

    def __init__(self, context):
        self._context = context

    def getInstance(self, name):  # noqa: N802 - the name that LibreOffice calls
        """The component context, and nothing else."""
        return self._context if name == CONTEXT else None


class Worker:
    """The project's Python, which waits for commands until LibreOffice ends."""

    def __init__(self, context):
        self._context = context
        self._bridge = None
        pipe = "xlgoals" + secrets.token_hex(16)
        self._acceptor = _service(context, "com.sun.star.connection.Acceptor")
        threading.Thread(target=self._accept, args=(pipe,), daemon=True).start()
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment["XLGOALS_LANG"] = language(context)
        python = settings(context)["python"]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - as the installation wrote it
                [python, "-I", "-m", "xlgoals.excel.bridge", pipe],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                encoding="utf-8",
            )
        except OSError:
            self._acceptor.stopAccepting()
            raise TroubleError("python-gone") from None

    def _accept(self, pipe):
        connection = self._acceptor.accept("pipe,name=" + pipe)
        if connection is not None:
            factory = _service(self._context, "com.sun.star.bridge.BridgeFactory")
            self._bridge = factory.createBridge("", "urp", connection, Provider(self._context))

    def run(self, command, document):
        """Let it run a command on a document, and wait for its end."""
        try:
            self._process.stdin.write(json.dumps({"command": command, "document": document}) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except (OSError, ValueError):
            answer = ""
        if not answer:
            self.end()
            raise TroubleError("bridge-died")

    def end(self):
        """It is of no use any more."""
        self._acceptor.stopAccepting()
        self._process.kill()
        self._process.wait()


class Desk:
    """Takes the commands, one at a time; the same for all windows."""

    def __init__(self):
        self._busy = threading.Lock()
        self._worker = None

    def take(self, context, command):
        """Run a command beside the user's work, which goes on."""
        if not self._busy.acquire(blocking=False):
            tell(context, "busy")
            return
        document = getattr(desktop(context).getCurrentComponent(), "RuntimeUID", "")
        threading.Thread(target=self._run, args=(context, command, document), daemon=True).start()

    def _run(self, context, command, document):
        try:
            if self._worker is None:
                self._worker = Worker(context)
            self._worker.run(command, document)
        except TroubleError as trouble:
            self._worker = None
            tell(context, str(trouble))
        finally:
            self._busy.release()


DESK = Desk()


class Command(unohelper.Base, XJobExecutor, XServiceInfo):
    """The service behind every entry of the menu."""

    def __init__(self, context):
        self._context = context

    def trigger(self, command):
        """Called with what stands behind the question mark of an entry's address."""
        DESK.take(self._context, command)

    def getImplementationName(self):  # noqa: N802 - names that LibreOffice calls
        """Its name."""
        return SERVICE

    def supportsService(self, name):  # noqa: N802
        """Whether it is such a service."""
        return name == SERVICE

    def getSupportedServiceNames(self):  # noqa: N802
        """The services that it is."""
        return (SERVICE,)


def _service(context, name):
    return context.ServiceManager.createInstanceWithContext(name, context)


def desktop(context):
    """LibreOffice's desktop, which holds the open documents."""
    return _service(context, "com.sun.star.frame.Desktop")


def settings(context):
    """What the installation wrote for this user, else for this machine: the path of Python."""
    paths = _service(context, "com.sun.star.util.PathSubstitution")
    own = uno.fileUrlToSystemPath(paths.substituteVariables("$(user)", True))
    for path in (pathlib.Path(own, SETTINGS), SHARED_SETTINGS):
        try:
            found = json.loads(path.read_text("utf-8"))
            if pathlib.Path(found["python"]).is_file():
                return found
        except (OSError, ValueError, KeyError, TypeError):
            continue
    raise TroubleError("not-installed")


def language(context):
    """The language of LibreOffice's windows, as the project names it."""
    provider = _service(context, "com.sun.star.configuration.ConfigurationProvider")
    where = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    where.Name, where.Value = "nodepath", "/org.openoffice.Setup/L10N"
    access = "com.sun.star.configuration.ConfigurationAccess"
    locale = provider.createInstanceWithArguments(access, (where,)).getPropertyValue("ooLocale")
    return "en" if locale.startswith("en") else "zh"


def tell(context, key):
    """Say why a command is not run."""
    path = pathlib.Path(__file__).with_name("words.json")
    words = json.loads(path.read_text("utf-8"))[language(context)]
    frame = desktop(context).getCurrentFrame()
    if frame is not None:
        window = frame.getContainerWindow()
        box = window.getToolkit().createMessageBox(window, ERRORBOX, 1, words["title"], words[key])
        box.execute()


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for it
g_ImplementationHelper.addImplementation(Command, SERVICE, (SERVICE,))
