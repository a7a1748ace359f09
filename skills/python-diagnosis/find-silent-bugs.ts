import { inlineCode } from './quote-markdown.ts';
import {
  dottedName,
  findAll,
  isCallTo,
  isFunction,
  type Node,
  namesRead,
  nodeIn,
  nodesIn,
  type Source,
  textIn,
  walk,
} from './syntax-tree.ts';

/** Something that runs without an error, or not at all as meant. `certain` ones are wrong whatever the student wanted. */
export type Bug = {
  readonly id: string;
  readonly line: number;
  readonly certain: boolean;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly fixCode?: string;
  readonly topics: readonly string[];
};

type Check = (tree: Node, source: Source) => Bug[];

const RETURNS_NONE = ['sort', 'append', 'reverse', 'extend', 'insert', 'clear', 'shuffle'];
const SHADOWED =
  'list dict set str int float sum max min len input print range type id file open sorted tuple next iter map filter all any abs round'.split(
    ' ',
  );

const lostResult: Check = (tree, source) =>
  findAll(tree, 'Assign').flatMap((assign): Bug[] => {
    const call = nodeIn(assign, 'value', 'Call');
    const func = nodeIn(call, 'func', 'Attribute');
    const method = textIn(func, 'attr');
    if (isCallTo(call, 'print')) {
      const target = source.text(nodesIn(assign, 'targets')[0]);
      return [
        {
          id: 'print-result',
          line: assign.line,
          certain: true,
          what: `\`print\` shows a value and gives back \`None\`, so ${inlineCode(target)} becomes \`None\`.`,
          why: '',
          fix: 'Store the value first, then print it:',
          fixCode: `${target} = ${nodesIn(call, 'args')
            .map((arg) => source.text(arg))
            .join(', ')
            .slice(0, 80)}\nprint(${target})`,
          topics: ['none', 'print'],
        },
      ];
    }
    if (!RETURNS_NONE.includes(method)) return [];
    const isOwnType =
      findAll(tree, 'ClassDef').length > 0 &&
      findAll(tree, 'FunctionDef').some((one) => textIn(one, 'name') === method);
    if (isOwnType) return [];
    return [
      {
        id: 'none-result',
        line: assign.line,
        certain: true,
        what: `\`.${method}()\` changes the list itself and gives back \`None\`, so ${inlineCode(source.text(nodesIn(assign, 'targets')[0]))} becomes \`None\`.`,
        why: 'Methods that change a thing in place return nothing.',
        fix: 'Call it on a line of its own:',
        fixCode: source.text(call),
        topics: ['lists', 'none'],
      },
    ];
  });

const unusedResult: Check = (tree, source) => {
  const callable = new Set([...SHADOWED, ...findAll(tree, 'FunctionDef').map((one) => textIn(one, 'name'))]);
  return findAll(tree, 'Expr').flatMap((statement): Bug[] => {
    const value = nodeIn(statement, 'value');
    if (!value) return [];
    if (value.type === 'Compare' && nodesIn(value, 'comparators').length === 1 && (value.ops as string[])[0] === 'Eq') {
      const left = nodeIn(value, 'left');
      return [
        {
          id: 'comparison-statement',
          line: statement.line,
          certain: true,
          what: `\`==\` only compares: ${inlineCode(source.text(value))} stores nothing.`,
          why: 'To give a name a value, use one `=`.',
          fix: 'Write:',
          fixCode: `${source.text(left)} = ${source.text(nodesIn(value, 'comparators')[0])}`,
          topics: ['variables', 'operators'],
        },
      ];
    }
    const func = nodeIn(value, 'func', 'Attribute');
    const method = textIn(func, 'attr');
    if (
      value.type === 'Call' &&
      ['strip', 'lstrip', 'rstrip', 'upper', 'lower', 'replace', 'title', 'capitalize', 'zfill'].includes(method)
    ) {
      const owner = source.text(nodeIn(func, 'value'));
      return [
        {
          id: 'lost-string',
          line: statement.line,
          certain: true,
          what: `\`.${method}()\` does not change the text; it gives back a new one, which is thrown away here.`,
          why: 'Strings never change.',
          fix: 'Store the result:',
          fixCode: `${owner} = ${source.text(value)}`,
          topics: ['strings'],
        },
      ];
    }
    if (isCallTo(value, 'sorted', 'reversed', 'int', 'str', 'float')) {
      const name = dottedName(nodeIn(value, 'func'));
      const first = source.text(nodesIn(value, 'args')[0]);
      return [
        {
          id: 'lost-conversion',
          line: statement.line,
          certain: true,
          what: `\`${name}(…)\` gives back a new value and leaves ${inlineCode(first)} as it was; the result is thrown away.`,
          why: '',
          fix: 'Store it:',
          fixCode: `${first} = ${source.text(value)}`,
          topics: ['types'],
        },
      ];
    }
    const isBareCall = value.type === 'Name' && callable.has(textIn(value, 'id'));
    const isBareMethod =
      value.type === 'Attribute' &&
      [
        'close',
        'sort',
        'append',
        'clear',
        'mainloop',
        'pack',
        'run',
        'start',
        'exitonclick',
        'upper',
        'lower',
        'strip',
        'pop',
      ].includes(textIn(value, 'attr'));
    if (isBareCall || isBareMethod)
      return [
        {
          id: 'missing-call',
          line: statement.line,
          certain: true,
          what: `${inlineCode(source.text(value))} only names the function; without \`()\` it never runs.`,
          why: '',
          fix: 'Add the parentheses:',
          fixCode: `${source.text(value)}()`,
          topics: ['functions'],
        },
      ];
    return [];
  });
};

const printedFunction: Check = (tree) => {
  const own = new Set(
    findAll(tree, 'FunctionDef')
      .filter((one) => nodesIn(one, 'decorator_list').length === 0)
      .map((one) => textIn(one, 'name')),
  );
  const assigned = new Set(
    findAll(tree, 'Assign').flatMap((one) => nodesIn(one, 'targets').map((target) => textIn(target, 'id'))),
  );
  return findAll(tree, 'Call')
    .filter((call) => isCallTo(call, 'print', 'str', 'len', 'int'))
    .flatMap((call) =>
      nodesIn(call, 'args')
        .filter((arg) => arg.type === 'Name' && own.has(textIn(arg, 'id')) && !assigned.has(textIn(arg, 'id')))
        .map(
          (arg): Bug => ({
            id: 'missing-call',
            line: arg.line,
            certain: true,
            what: `${inlineCode(textIn(arg, 'id'))} is the function itself, not its result: printed, it shows \`<function ${textIn(arg, 'id')} at 0x…>\`.`,
            why: 'A function runs only when parentheses follow its name.',
            fix: 'Call it:',
            fixCode: `${textIn(arg, 'id')}()`,
            topics: ['functions'],
          }),
        ),
    );
};

const alwaysTrueOr: Check = (tree, source) =>
  findAll(tree, 'BoolOp').flatMap((test): Bug[] => {
    const values = nodesIn(test, 'values');
    const first = values[0];
    const loose = values
      .slice(1)
      .find((value) => value.type === 'Constant' && ['str', 'int', 'float'].includes(textIn(value, 'kind')));
    if (first?.type !== 'Compare' || !loose || !['Eq', 'NotEq', 'In'].includes((first.ops as string[])[0] ?? ''))
      return [];
    const left = source.text(nodeIn(first, 'left'));
    const options = [nodesIn(first, 'comparators')[0], ...values.slice(1)]
      .filter((value) => value?.type === 'Constant')
      .map((value) => source.text(value));
    const isNot = (first.ops as string[])[0] === 'NotEq';
    const isOr = test.op === 'Or';
    return [
      {
        id: 'or-literal',
        line: test.line,
        certain: true,
        what: `${inlineCode(source.text(test))} does not compare ${inlineCode(left)} with each value: ${isOr ? `${inlineCode(source.text(loose))} alone counts as true, so the whole condition is always true.` : `${inlineCode(source.text(loose))} alone is always true, so only the first comparison counts.`}`,
        why: 'Each side of `or`/`and` is a complete condition of its own.',
        fix: 'Test against all of them at once:',
        fixCode: `${left} ${isNot ? 'not in' : 'in'} (${options.join(', ')})`,
        topics: ['conditions', 'operators'],
      },
    ];
  });

const isLiteral: Check = (tree, source) =>
  findAll(tree, 'Compare').flatMap((compare): Bug[] => {
    const operator = (compare.ops as string[])[0] ?? '';
    const right = nodesIn(compare, 'comparators')[0];
    if (!['Is', 'IsNot'].includes(operator) || !right) return [];
    const literal = right.type === 'Constant' && ['str', 'int', 'float'].includes(textIn(right, 'kind'));
    if (!literal && !['List', 'Dict', 'Tuple'].includes(right.type)) return [];
    return [
      {
        id: 'is-literal',
        line: compare.line,
        certain: true,
        what: '`is` asks whether two names hold the very same object, not whether the values are equal; with text and numbers it gives surprising answers.',
        why: '',
        fix: `Use \`${operator === 'Is' ? '==' : '!='}\`:`,
        fixCode: `${source.text(nodeIn(compare, 'left'))} ${operator === 'Is' ? '==' : '!='} ${source.text(right)}`,
        topics: ['operators'],
      },
    ];
  });

const inputCompared: Check = (tree, source) => {
  const texts = new Map<string, Node>();
  const others = new Set<string>();
  for (const assign of findAll(tree, 'Assign')) {
    const name = textIn(nodesIn(assign, 'targets')[0], 'id');
    if (!name) continue;
    if (isCallTo(nodeIn(assign, 'value'), 'input')) texts.set(name, assign);
    else others.add(name);
  }
  const isText = (node: Node | undefined) =>
    (node?.type === 'Name' && texts.has(textIn(node, 'id')) && !others.has(textIn(node, 'id'))) ||
    isCallTo(node, 'input');
  const isNumber = (node: Node | undefined) =>
    (node?.type === 'Constant' && ['int', 'float'].includes(textIn(node, 'kind'))) ||
    isCallTo(node, 'int', 'float', 'len');
  const fixFor = (node: Node, number: Node | undefined): string => {
    const assign = texts.get(textIn(node, 'id'));
    const cast = textIn(number, 'kind') === 'float' ? 'float' : 'int';
    return assign
      ? `${textIn(node, 'id')} = ${cast}(${source.text(nodeIn(assign, 'value'))})`
      : `${cast}(${source.text(node)})`;
  };
  const bugs: Bug[] = [];
  const report = (node: Node, text: Node, number: Node | undefined, effect: string) =>
    bugs.push({
      id: 'input-number',
      line: node.line,
      certain: true,
      what: `${inlineCode(source.text(text))} is text, because \`input()\` always gives text; ${effect}`,
      why: '',
      fix: `Convert it when you read it${texts.has(textIn(text, 'id')) ? ` (line ${texts.get(textIn(text, 'id'))?.line})` : ''}:`,
      fixCode: fixFor(text, number),
      topics: ['input', 'types'],
    });
  for (const compare of findAll(tree, 'Compare')) {
    const sides = [nodeIn(compare, 'left'), ...nodesIn(compare, 'comparators')];
    const text = sides.find(isText);
    const number = sides.find(isNumber);
    const isEqual = (compare.ops as string[]).every((operator) => operator === 'Eq' || operator === 'NotEq');
    if (text && number)
      report(
        compare,
        text,
        number,
        isEqual
          ? `${inlineCode(source.text(compare))} is never equal, whatever is typed.`
          : `${inlineCode(source.text(compare))} stops with a TypeError.`,
      );
  }
  for (const sum of findAll(tree, 'BinOp')) {
    const sides = [nodeIn(sum, 'left'), nodeIn(sum, 'right')];
    const text = sides.find(isText);
    if (
      text &&
      sides.every(isText) &&
      sum.op === 'Add' &&
      dottedName(sides[0]) !== dottedName(sides[1]) &&
      /\b(?:num|number|sum|total|age|price|first number|second number)\b/i.test(
        [...texts.values()].map((one) => source.text(one)).join(' '),
      )
    )
      report(sum, text, undefined, `${inlineCode(source.text(sum))} glues the two together ("2" + "3" is "23").`);
    else if (text && sides.some(isNumber) && sum.op !== 'Mod')
      report(
        sum,
        text,
        sides.find(isNumber),
        sum.op === 'Mult'
          ? 'multiplying repeats it ("5" * 2 is "55").'
          : `${inlineCode(source.text(sum))} stops with a TypeError.`,
      );
  }
  for (const call of findAll(tree, 'Call').filter((one) => isCallTo(one, 'range'))) {
    const text = nodesIn(call, 'args').find(isText);
    if (text) report(call, text, undefined, '`range` needs a whole number.');
  }
  return bugs;
};

const offByOne: Check = (tree, source) =>
  findAll(tree, 'For').flatMap((loop): Bug[] => {
    const range = nodeIn(loop, 'iter');
    if (!isCallTo(range, 'range')) return [];
    const name = textIn(nodeIn(loop, 'target'), 'id');
    const stop = nodesIn(range, 'args')[nodesIn(range, 'args').length > 1 ? 1 : 0];
    const subscripts = nodesIn(loop, 'body').flatMap((one) => findAll(one, 'Subscript'));
    const length = stop?.type === 'BinOp' ? nodeIn(stop, 'left') : stop;
    const listName = isCallTo(length, 'len') ? source.text(nodesIn(length, 'args')[0]) : undefined;
    if (!listName) return [];
    const used = subscripts
      .filter((one) => source.text(nodeIn(one, 'value')) === listName)
      .map((one) => nodeIn(one, 'slice'));
    const plain = used.find((one) => textIn(one, 'id') === name);
    const ahead = used.find(
      (one) =>
        one?.type === 'BinOp' &&
        one.op === 'Add' &&
        textIn(nodeIn(one, 'left'), 'id') === name &&
        nodeIn(one, 'right')?.type === 'Constant',
    );
    const isPlusOne = stop?.type === 'BinOp' && stop.op === 'Add';
    if (isPlusOne && plain)
      return [
        {
          id: 'off-by-one',
          line: loop.line,
          certain: true,
          what: `The loop goes one too far: the last position of ${inlineCode(listName)} is \`len(${listName}) - 1\`, and \`range(…)\` already stops before its end.`,
          why: 'The last round ends in an IndexError.',
          fix: 'Drop the addition:',
          fixCode: source.line(loop.line).trim().replace(source.text(stop), source.text(length)),
          topics: ['loops', 'indexing'],
        },
      ];
    const isGuarded = nodesIn(loop, 'body').some((one) =>
      findAll(one, 'Compare').some((test) => source.text(test).includes(`len(${listName})`)),
    );
    if (ahead && stop?.type === 'Call' && !isGuarded)
      return [
        {
          id: 'off-by-one',
          line: ahead.line,
          certain: true,
          what: `${inlineCode(`${listName}[${source.text(ahead)}]`)} looks past the end in the last round.`,
          why: '',
          fix: 'Stop the loop earlier:',
          fixCode: source
            .line(loop.line)
            .trim()
            .replace(source.text(stop), `${source.text(stop)} - ${source.text(nodeIn(ahead, 'right'))}`),
          topics: ['loops', 'indexing'],
        },
      ];
    return [];
  });

const returnInLoop: Check = (tree, source) =>
  [...findAll(tree, 'For'), ...findAll(tree, 'While')].flatMap((loop): Bug[] => {
    const body = nodesIn(loop, 'body');
    const last = body.at(-1);
    const plain = last?.type === 'Return' ? last : undefined;
    if (plain && body.length >= 1 && !body.some((one) => findAll(one, 'Continue').length > 0))
      return [
        {
          id: 'return-in-loop',
          line: plain.line,
          certain: true,
          what: `This \`return\` stands inside the loop of line ${loop.line}, so the function ends in the first round; the other items are never looked at.`,
          why: '',
          fix: `Move it to the left, so that it stands below the \`${loop.type === 'For' ? 'for' : 'while'}\`:`,
          fixCode: `${' '.repeat(loop.column)}${source.text(plain).split('\n')[0]}`,
          topics: ['loops', 'return-values'],
        },
      ];
    const choice = last?.type === 'If' ? last : undefined;
    const otherwise = nodesIn(choice, 'orelse');
    const endsEarly =
      choice && nodesIn(choice, 'body').at(-1)?.type === 'Return' && otherwise.at(-1)?.type === 'Return';
    if (endsEarly && otherwise[0])
      return [
        {
          id: 'return-in-loop',
          line: otherwise.at(-1)?.line ?? otherwise[0].line,
          certain: true,
          what: `Both the \`if\` and the \`else\` return, so the loop of line ${loop.line} ends after its first item.`,
          why: 'The answer for "none of them" is only known when all have been looked at.',
          fix: 'Move the `else` answer below the loop:',
          fixCode: `${' '.repeat(loop.column)}${source.text(otherwise.at(-1)).split('\n')[0]}   # after the loop`,
          topics: ['loops', 'return-values'],
        },
      ];
    return [];
  });

const changedWhileLooping: Check = (tree, source) =>
  findAll(tree, 'For').flatMap((loop): Bug[] => {
    const list = dottedName(nodeIn(loop, 'iter'));
    if (!list) return [];
    const change = nodesIn(loop, 'body')
      .flatMap((one) => findAll(one, 'Call'))
      .find((call) => isCallTo(call, `${list}.remove`, `${list}.append`, `${list}.pop`, `${list}.insert`));
    const isLeftAtOnce = nodesIn(loop, 'body').some(
      (one) => findAll(one, 'Break').length + findAll(one, 'Return').length > 0,
    );
    return change && !isLeftAtOnce
      ? [
          {
            id: 'changed-while-looping',
            line: change.line,
            certain: true,
            what: `${inlineCode(list)} is changed while the loop of line ${loop.line} walks through it, so items are skipped (or the loop never ends).`,
            why: '',
            fix: 'Loop over a copy, or build a new list:',
            fixCode: `for ${source.text(nodeIn(loop, 'target'))} in ${list}[:]:`,
            topics: ['loops', 'lists'],
          },
        ]
      : [];
  });

const endless: Check = (tree, source) => {
  const globals = new Set(findAll(tree, 'Global').flatMap((one) => one.names as string[]));
  return findAll(tree, 'While').flatMap((loop): Bug[] => {
    const test = nodeIn(loop, 'test');
    if (!test) return [];
    const body = nodesIn(loop, 'body');
    const leaves = (types: string[]) =>
      body.some((one) => types.some((type) => findAll(one, type).length > 0)) ||
      body.some((one) => findAll(one, 'Call').some((call) => isCallTo(call, 'exit', 'quit', 'sys.exit', 'os._exit')));
    const canLeave = leaves(['Break', 'Return', 'Raise', 'Yield', 'Await']);
    if (canLeave) return [];
    const names = [...namesRead(test)];
    if (test.type === 'Constant')
      return body.some((one) =>
        findAll(one, 'Call').some((call) =>
          /sleep|update|tick|mainloop|move|forward/.test(dottedName(nodeIn(call, 'func'))),
        ),
      )
        ? []
        : [
            {
              id: 'endless-loop',
              line: loop.line,
              certain: false,
              what: `${inlineCode(source.line(loop.line))} never ends: nothing inside it says \`break\` or \`return\`.`,
              why: '',
              fix: 'Add an exit:',
              fixCode: 'if finished:\n    break',
              topics: ['loops'],
            },
          ];
    const isCalling =
      findAll(test, 'Call').some((call) => !isCallTo(call, 'len')) || findAll(test, 'Attribute').length > 0;
    const changed = new Set(
      body.flatMap((one) => [
        ...findAll(one, 'Assign').flatMap((assign) =>
          nodesIn(assign, 'targets').flatMap((target) => [...namesRead(target)]),
        ),
        ...['AugAssign', 'AnnAssign', 'For', 'NamedExpr'].flatMap((type) =>
          findAll(one, type).flatMap((node) => [...namesRead(nodeIn(node, 'target') ?? node)]),
        ),
        ...findAll(one, 'Call').map((call) => dottedName(nodeIn(nodeIn(call, 'func'), 'value'))),
      ]),
    );
    const isGlobal = names.some((name) => globals.has(name));
    if (
      isCalling ||
      names.length === 0 ||
      names.some((name) => changed.has(name)) ||
      isGlobal ||
      findAll(test, 'NamedExpr').length > 0
    )
      return [];
    const counter = names[0] ?? 'i';
    return [
      {
        id: 'endless-loop',
        line: loop.line,
        certain: true,
        what: `Nothing inside this loop changes ${names.map((name) => inlineCode(name)).join(' or ')}, so once ${inlineCode(source.text(test))} is true it stays true: the loop never ends.`,
        why: '',
        fix: 'Change it inside the loop, for example as its last line:',
        fixCode: `    ${counter} += 1`,
        topics: ['loops'],
      },
    ];
  });
};

const noReturnUsed: Check = (tree, source) => {
  const silent = new Map<string, Node>();
  for (const one of findAll(tree, 'FunctionDef')) {
    const returns = nodesIn(one, 'body').some(
      (statement) =>
        findAll(statement, 'Return').some((found) => nodeIn(found, 'value')) || findAll(statement, 'Yield').length > 0,
    );
    const isStub =
      nodesIn(one, 'body').every((statement) => ['Pass', 'Raise', 'Expr'].includes(statement.type)) &&
      findAll(one, 'Call').length === 0;
    if (!returns && !isStub && nodesIn(one, 'decorator_list').length === 0) silent.set(textIn(one, 'name'), one);
  }
  const bugs: Bug[] = [];
  walk(tree, (node, ancestors) => {
    const name = node.type === 'Call' ? textIn(nodeIn(node, 'func', 'Name'), 'id') : '';
    const made = silent.get(name);
    const parent = ancestors.at(-1);
    if (!made || !parent || ['Expr', 'Return', 'Lambda', 'keyword'].includes(parent.type)) return;
    const isPrinted = isCallTo(parent, 'print');
    if (bugs.some((bug) => bug.line === made.line)) return;
    const onlyPrint = nodesIn(made, 'body')
      .flatMap((one) => findAll(one, 'Call'))
      .find((call) => isCallTo(call, 'print'));
    bugs.push({
      id: 'missing-return',
      line: made.line,
      certain: true,
      what: `${inlineCode(name)} has no \`return\`, so it gives back \`None\`; line ${node.line}, ${inlineCode(source.line(node.line))}, uses that \`None\`${isPrinted ? ' and prints it' : ''}.`,
      why: onlyPrint ? 'Printing inside a function shows a value, it does not hand it back.' : '',
      fix: onlyPrint
        ? `Return the value instead of printing it (line ${onlyPrint.line}):`
        : 'End the function with the value it should give back:',
      fixCode: onlyPrint
        ? `return ${nodesIn(onlyPrint, 'args')
            .map((arg) => source.text(arg))
            .join(', ')
            .slice(0, 90)}`
        : 'return result',
      topics: ['functions', 'return-values'],
    });
  });
  return bugs;
};

const neverCalled: Check = (tree) => {
  const top = nodesIn(tree, 'body');
  const isOnlyDefinitions =
    top.length > 0 &&
    top.every(
      (one) =>
        isFunction(one) ||
        ['Import', 'ImportFrom', 'Assign'].includes(one.type) ||
        (one.type === 'Expr' && nodeIn(one, 'value')?.type === 'Constant'),
    );
  const main = top.find(
    (one) => isFunction(one) && ['main', 'game', 'play', 'run', 'start', 'menu'].includes(textIn(one, 'name')),
  );
  if (!isOnlyDefinitions || !main) return [];
  return [
    {
      id: 'never-called',
      line: main.line,
      certain: true,
      what: `${inlineCode(textIn(main, 'name'))} is defined but nothing calls it, so running the file shows nothing.`,
      why: '`def` only describes what to do.',
      fix: 'Call it at the end of the file, not indented:',
      fixCode: `${textIn(main, 'name')}()`,
      topics: ['functions'],
    },
  ];
};

const sharedDefault: Check = (tree, source) =>
  findAll(tree, 'arguments').flatMap((parameters) =>
    nodesIn(parameters, 'defaults')
      .filter((one) => ['List', 'Dict', 'Set'].includes(one.type) || isCallTo(one, 'list', 'dict', 'set'))
      .map((one): Bug => {
        const all = nodesIn(parameters, 'args');
        const name = textIn(
          all[all.length - nodesIn(parameters, 'defaults').length + nodesIn(parameters, 'defaults').indexOf(one)],
          'arg',
        );
        return {
          id: 'mutable-default',
          line: one.line,
          certain: true,
          what: `The default ${inlineCode(`${name}=${source.text(one)}`)} is made once and shared by all calls, so what one call adds is still there in the next.`,
          why: '',
          fix: 'Start from `None`:',
          fixCode: `def f(${name}=None):\n    if ${name} is None:\n        ${name} = ${source.text(one)}`,
          topics: ['functions', 'parameters'],
        };
      }),
  );

const shadowing: Check = (tree, source) => {
  const seen = new Set<string>();
  return findAll(tree, 'Assign')
    .flatMap((assign) => nodesIn(assign, 'targets'))
    .flatMap((target): Bug[] => {
      const name = target.type === 'Name' ? textIn(target, 'id') : '';
      if (!SHADOWED.includes(name) || seen.has(name)) return [];
      seen.add(name);
      const laterCall = findAll(tree, 'Call').find((call) => isCallTo(call, name) && call.line > target.line);
      return [
        {
          id: 'shadowed-builtin',
          line: target.line,
          certain: Boolean(laterCall),
          what: `${inlineCode(name)} is a function of Python; this line hides it${laterCall ? `, and line ${laterCall.line}, ${inlineCode(source.line(laterCall.line))}, needs it: "object is not callable"` : ''}.`,
          why: '',
          fix: 'Choose another name:',
          fixCode: source.line(target.line).trim().replace(name, `my_${name}`),
          topics: ['variables', 'shadowing'],
        },
      ];
    });
};

const floatEquality: Check = (tree, source) =>
  findAll(tree, 'Compare').flatMap((compare): Bug[] => {
    const sides = [nodeIn(compare, 'left'), ...nodesIn(compare, 'comparators')];
    const isEqual = (compare.ops as string[])[0] === 'Eq';
    const exact = sides.find(
      (side) =>
        side?.type === 'Constant' && textIn(side, 'kind') === 'float' && /\.\d*[1-46-9]/.test(textIn(side, 'value')),
    );
    const calculated = sides.find(
      (side) => side?.type === 'BinOp' && ['Add', 'Sub', 'Mult', 'Div'].includes(String(side.op)),
    );
    if (!isEqual || !exact || !calculated) return [];
    return [
      {
        id: 'float-equality',
        line: compare.line,
        certain: true,
        what: `Decimal numbers are stored approximately (\`0.1 + 0.2\` is \`0.30000000000000004\`), so ${inlineCode(source.text(compare))} may be false when it should be true.`,
        why: '',
        fix: 'Allow a small difference:',
        fixCode: `math.isclose(${source.text(calculated)}, ${source.text(exact)})   # import math`,
        topics: ['numbers'],
      },
    ];
  });

const brokenChain: Check = (tree, source) => {
  const bugs: Bug[] = [];
  walk(tree, (node) => {
    for (const field of ['body', 'orelse']) {
      const statements = nodesIn(node, field);
      statements.forEach((second, index) => {
        const first = statements[index - 1];
        if (
          first?.type !== 'If' ||
          second.type !== 'If' ||
          nodesIn(second, 'orelse').length === 0 ||
          nodesIn(first, 'orelse').length > 0
        )
          return;
        if (['Return', 'Break', 'Continue', 'Raise'].includes(nodesIn(first, 'body').at(-1)?.type ?? '')) return;
        const target = (one: Node | undefined) =>
          one?.type === 'Assign'
            ? source.text(nodesIn(one, 'targets')[0])
            : isCallTo(nodeIn(one, 'value'), 'print')
              ? 'print'
              : '';
        const sameEffect = target(nodesIn(first, 'body').at(-1));
        const last = nodesIn(second, 'orelse').at(-1);
        const read = namesRead(nodeIn(first, 'test') ?? first);
        const isSameSubject = [...namesRead(nodeIn(second, 'test') ?? second)].some((name) => read.has(name));
        if (!sameEffect || sameEffect !== target(last) || !isSameSubject) return;
        bugs.push({
          id: 'if-if-else',
          line: second.line,
          certain: false,
          what: `The \`else\` belongs only to this \`if\`. When the condition of line ${first.line} is true, this one is still tested, and its \`else\` runs too${sameEffect === 'print' ? '' : ` and overwrites ${inlineCode(sameEffect)}`}.`,
          why: 'Two `if`s in a row are two separate questions; `elif` makes them one.',
          fix: 'Make it one chain:',
          fixCode: source.line(second.line).trim().replace(/^if\b/, 'elif'),
          topics: ['conditions'],
        });
      });
    }
  });
  return bugs;
};

const CHECKS: readonly Check[] = [
  lostResult,
  unusedResult,
  printedFunction,
  alwaysTrueOr,
  isLiteral,
  inputCompared,
  offByOne,
  returnInLoop,
  changedWhileLooping,
  endless,
  noReturnUsed,
  sharedDefault,
  brokenChain,
  neverCalled,
  floatEquality,
  shadowing,
];

/** Beginner mistakes Python runs without complaint, the certain ones first, then by line; each id at most twice. */
export function findSilentBugs(tree: Node, source: Source): Bug[] {
  const counts = new Map<string, number>();
  return CHECKS.flatMap((check) => check(tree, source))
    .sort((left, right) => Number(right.certain) - Number(left.certain) || left.line - right.line)
    .filter((bug) => {
      const count = (counts.get(bug.id) ?? 0) + 1;
      counts.set(bug.id, count);
      return count <= 2;
    });
}
