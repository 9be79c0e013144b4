/**
 * An interpreter that keeps its variables from one piece of code to the next. It reads JSON lines, `{"code"}` or
 * `{"input"}`, and writes JSON lines, `[kind, value]`: output of both channels, also that of programs it starts, then
 * how the code ended.
 */
export const PYTHON_RUNNER = `
import ast, builtins, codecs, json, os, sys, threading, traceback, uuid

replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
lock = threading.Lock()
mark = ("\\0" + uuid.uuid4().hex + "\\0").encode()

def reply(kind, value):
    with lock:
        replies.write(json.dumps([kind, value]) + "\\n")
        replies.flush()

class Channel:
    def __init__(self, fd, name):
        self.name, self.read = name, threading.Event()
        source, target = os.pipe()
        os.dup2(target, fd)
        os.close(target)
        self.fd, self.source = fd, source
        threading.Thread(target=self.pump, daemon=True).start()

    def pump(self):
        decoder, held = codecs.getincrementaldecoder("utf-8")("replace"), b""
        while True:
            data = os.read(self.source, 65536)
            if not data:
                return
            held += data
            text, found, rest = held.partition(mark)
            if found:
                held = rest
            else:
                cut = held.rfind(b"\\0", max(0, len(held) - len(mark)))
                text, held = (held, b"") if cut < 0 else (held[:cut], held[cut:])
            said = decoder.decode(text)
            if said:
                reply(self.name, said)
            if found:
                self.read.set()

    def settle(self):
        self.read.clear()
        os.write(self.fd, mark)
        self.read.wait(5)

channels = [Channel(1, "stdout"), Channel(2, "stderr")]
sys.stdout.reconfigure(line_buffering=True, errors="replace")
sys.stderr.reconfigure(line_buffering=True, errors="replace")

def settle():
    sys.stdout.flush()
    sys.stderr.flush()
    for channel in channels:
        channel.settle()

def ask(prompt=""):
    sys.stdout.write(str(prompt))
    settle()
    reply("input", None)
    line = requests.readline()
    if not line:
        raise EOFError("the input has ended")
    return json.loads(line).get("input", "")

builtins.input = ask
scope = {"__name__": "__main__", "__builtins__": builtins}
sys.path.insert(0, "")

def execute(code):
    tree = ast.parse(code, "<input>")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<input>", "exec"), scope)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "<input>", "eval"), scope)
        if value is not None:
            print(repr(value))

while True:
    try:
        line = requests.readline()
        if not line:
            break
        code = 0
        try:
            execute(json.loads(line).get("code", ""))
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
        except BaseException:
            code = 1
            traceback.print_exc()
        settle()
        reply("done", code)
    except KeyboardInterrupt:
        continue
`
