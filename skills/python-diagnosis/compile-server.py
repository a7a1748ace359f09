# Reads programs (4 bytes of length, then UTF-8), answers each with JSON of the same framing. Only ever compiles them.
import gc
import sys
from _ast import AST
from _json import encode_basestring_ascii as quote

# A syntax tree holds no cycles: looking for some took a third of the time.
gc.disable()

ONLY_AST = 0x400
# Most characters that may be made into bytecode: Python copies a "finally" for each way out of its "try".
MOST_COPIED = 300_000
SKIPPED = {"ctx", "kind", "type_ignores", "type_comment", "type_params"}
RENAMED = {"type": "caught"}  # of an except clause; "type" names the node
PLACE = '"line":%d,"column":%d,"endLine":%d,"endColumn":%d'


def constant(node):
    value = node.value
    kind = type(value).__name__
    if kind == "str":
        return '"str","value":' + quote(value[:400])
    text = str(value)[:80] if kind != "int" or value.bit_length() < 200 else "big"
    return quote(kind) + ',"value":' + quote(text)


class Writers(dict):
    """The function that writes values of a class as JSON; made for a class of nodes when the first one is met."""

    def __missing__(self, kind):
        if not issubclass(kind, AST):
            return str
        pieces, values = ['"type":' + quote(kind.__name__)], []
        if kind._attributes:
            pieces.append(PLACE)
            values += ["n.lineno", "n.col_offset", "n.end_lineno", "n.end_col_offset"]
        fields = [field for field in kind._fields if field not in SKIPPED]
        if kind.__name__ == "Constant":
            pieces.append('"kind":%s')
            values.append("constant(n)")
        else:
            for field in fields:
                pieces.append(quote(RENAMED.get(field, field)) + ":%s")
                values.append("W[type(n.%s)](n.%s)" % (field, field))
        if kind._attributes or kind._fields:
            text = "lambda n: %r %% (%s,)" % ("{" + ",".join(pieces) + "}", ",".join(values)) if values else "lambda n: %r" % ("{" + pieces[0] + "}")
        else:
            text = "lambda n: %r" % quote(kind.__name__)
        self[kind] = eval(text, {"W": self, "constant": constant, "type": type})
        return self[kind]


WRITERS = Writers()
WRITERS[str] = quote
WRITERS[type(None)] = lambda nothing: "null"
WRITERS[list] = lambda items: "[" + ",".join([WRITERS[type(one)](one) for one in items]) + "]"


def encode(item):
    return WRITERS[type(item)](item)


def tree(source):
    try:
        return encode(compile(source, "<code>", "exec", ONLY_AST))
    except RecursionError:
        return "null"


def ways_out(nodes, copies):
    """How many ways out of its blocks a list of statements has, and how often the most copied of them is written."""
    out, most = 0, copies
    for node in nodes:
        kind = type(node).__name__
        if kind in ("Return", "Break", "Continue"):
            out += 1
        inner = [getattr(node, name, []) for name in ("body", "orelse", "handlers", "cases")]
        found, deepest = 0, copies
        for block in inner:
            if type(block) is list:
                more, deep = ways_out(block, copies)
                found, deepest = found + more, max(deepest, deep)
        last = getattr(node, "finalbody", None)
        if last:
            more, deep = ways_out(last, copies * (2 + found))
            found, deepest = found + more * (2 + found), max(deepest, deep)
        out, most = out + found, max(most, deepest)
    return out, most


def is_copied_too_often(source):
    if "finally" not in source:
        return False
    return ways_out(compile(source, "<code>", "exec", ONLY_AST).body, 1)[1] * len(source) > MOST_COPIED


def judge(source):
    try:
        if is_copied_too_often(source):
            return '{"outcome":"unjudged","reason":"too-complex"}'
        compile(source, "<code>", "exec")
        return '{"outcome":"compiles","tree":%s}' % tree(source)
    except SyntaxError as error:
        return '{"outcome":"refused","error":{"type":%s,"message":%s,"line":%d,"column":%d}}' % (
            quote(type(error).__name__), quote(str(error.msg)), error.lineno or 0, error.offset or 0)
    except (RecursionError, MemoryError, OverflowError, ValueError):
        return '{"outcome":"unjudged","reason":"too-complex"}'


while True:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        break
    text = sys.stdin.buffer.read(int.from_bytes(head, "little")).decode("utf-8", "replace")
    answer = judge(text).encode()
    sys.stdout.buffer.write(len(answer).to_bytes(4, "little") + answer)
    sys.stdout.buffer.flush()
