# Reads programs (4 bytes of length, then UTF-8), answers each with JSON of the same framing. Only ever compiles them.
import sys
from _ast import AST
from _json import encode_basestring_ascii as quote

ONLY_AST = 0x400
MOST_NODES = 15_000
SKIPPED = {"ctx", "kind", "type_ignores", "type_comment", "type_params"}
RENAMED = {"type": "caught"}  # of an except clause; "type" names the node
POSITIONS = (("line", "lineno"), ("column", "col_offset"), ("endLine", "end_lineno"), ("endColumn", "end_col_offset"))


def constant(value):
    kind = type(value).__name__
    if kind == "str":
        return '"str","value":' + quote(value[:400])
    return quote(kind) + ',"value":' + quote(str(value)[:80] if kind != "int" or value.bit_length() < 200 else "big")


class TooMany(Exception):
    pass


def encode(item):
    global nodes
    if isinstance(item, AST):
        nodes += 1
        if nodes > MOST_NODES:
            raise TooMany
        if not item._attributes and not item._fields:
            return quote(type(item).__name__)
        parts = ['{"type":' + quote(type(item).__name__)]
        for short, name in POSITIONS:
            number = getattr(item, name, None)
            if number is not None:
                parts.append('"%s":%d' % (short, number))
        if type(item).__name__ == "Constant":
            parts.append('"kind":' + constant(item.value))
        else:
            for field in item._fields:
                value = getattr(item, field, None)
                if value is not None and field not in SKIPPED:
                    parts.append('"%s":%s' % (RENAMED.get(field, field), encode(value)))
        return ",".join(parts) + "}"
    if isinstance(item, list):
        return "[" + ",".join([encode(one) for one in item]) + "]"
    if item is None:
        return "null"
    return quote(item) if isinstance(item, str) else str(int(item))


def tree(source):
    global nodes
    nodes = 0
    try:
        return encode(compile(source, "<code>", "exec", ONLY_AST))
    except (TooMany, RecursionError):
        return "null"


def judge(source):
    try:
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
