import { inlineCode } from '../python-diagnosis/quote-markdown.ts';
import type { Source } from '../python-diagnosis/source.ts';
import { findAll, isCallTo, type Node, nodeIn, nodesIn, textIn } from '../python-diagnosis/syntax-tree.ts';
import { deepestBlock } from './structure/block-depth.ts';

/** True things to praise, computed from the program; the most telling first. */
export function findStrengths(tree: Node, source: Source): string[] {
  const functionsFound = findAll(tree, 'FunctionDef');
  const strengths: string[] = [];
  const longest = Math.max(0, ...functionsFound.map((one) => one.endLine - one.line + 1));
  const documented = functionsFound.filter((one) => nodeIn(nodesIn(one, 'body')[0], 'value')?.kind === 'str').length;
  if (functionsFound.length >= 2 && longest <= 25)
    strengths.push(`it is cut into ${functionsFound.length} functions, the longest only ${longest} lines`);
  if (documented > 0)
    strengths.push(
      documented === functionsFound.length
        ? 'every function has a docstring'
        : `${documented} of ${functionsFound.length} functions have a docstring`,
    );
  if (
    findAll(tree, 'With').some((one) =>
      nodesIn(one, 'items').some((item) => isCallTo(nodeIn(item, 'context_expr'), 'open')),
    )
  )
    strengths.push('files are opened with `with`, so they are always closed');
  const handlers = findAll(tree, 'ExceptHandler');
  if (handlers.length > 0 && handlers.every((one) => isNamedHandler(one, source)))
    strengths.push('each `except` names the error it expects');
  if (findAll(tree, 'JoinedStr').length > 0) strengths.push('f-strings are used for output');
  if (findAll(tree, 'ListComp').length + findAll(tree, 'DictComp').length > 0)
    strengths.push('comprehensions are used where they fit');
  if (findAll(tree, 'Call').some((one) => isCallTo(one, 'enumerate', 'zip')))
    strengths.push('`enumerate` or `zip` replaces counting by hand');
  if (nodesIn(tree, 'body').some((one) => one.type === 'If' && source.text(nodeIn(one, 'test')).includes('__name__')))
    strengths.push('the `if __name__ == "__main__":` guard makes it importable');
  if (findAll(tree, 'arg').some((one) => nodeIn(one, 'annotation'))) strengths.push('parameters have type hints');
  const depth = Math.max(0, ...[tree, ...functionsFound].map((one) => deepestBlock(one).depth));
  if (strengths.length < 2 && depth <= 2 && source.lines.length > 8)
    strengths.push(`nesting stays shallow (at most ${depth} deep)`);
  const longNames = [
    ...new Set(
      findAll(tree, 'Assign')
        .flatMap((one) => nodesIn(one, 'targets'))
        .map((one) => textIn(one, 'id'))
        .filter((name) => name.length >= 5),
    ),
  ];
  if (strengths.length < 2 && longNames.length >= 3)
    strengths.push(
      `names such as ${longNames
        .slice(0, 2)
        .map((name) => inlineCode(name))
        .join(' and ')} say what they hold`,
    );
  return strengths.slice(0, 3);
}

function isNamedHandler(handler: Node, source: Source): boolean {
  return (
    /^\s*except\s+\(?\w/.test(source.line(handler.line)) &&
    !/except\s+(?:Base)?Exception\b/.test(source.line(handler.line))
  );
}
