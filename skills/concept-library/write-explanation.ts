import { findConcept } from './all-concepts.ts';
import type { Comparison } from './comparisons.ts';
import type { Concept, Example } from './concept.ts';
import type { Recipe } from './recipe.ts';

/** Code as a fenced block, with what it prints. */
export function showExample({ code, output, needs }: Example): string {
  const prints =
    output === '' ? '' : `\n\n${needs === undefined ? 'Prints' : 'Should print'}:\n\n\`\`\`text\n${output}\n\`\`\``;
  const missing = needs === undefined ? '' : `\n\n(Needs ${needs}.)`;
  return `\`\`\`${needs === 'a terminal' ? 'sh' : 'python'}\n${code}\n\`\`\`${prints}${missing}`;
}

export function explainConcept(concept: Concept, form: 'what' | 'why' | 'how-to'): string {
  const pitfall = `**Often misunderstood:** ${concept.misconception}`;
  const parts = {
    what: [`**${concept.title}**: ${concept.short}.`, concept.explanation, showExample(concept.example), pitfall],
    why: [`**${concept.title}**`, concept.explanation, pitfall, showExample(concept.example)],
    'how-to': [`**${concept.title}**, in use:`, showExample(concept.example), concept.explanation, pitfall],
  }[form];
  const before = concept.needs.length > 0 ? `If this felt steep, look first at: ${nameConcepts(concept.needs)}.` : '';
  return [...parts, `**Check yourself:** ${concept.check.question}`, fold('Answer', concept.check.answer), before]
    .filter(Boolean)
    .join('\n\n');
}

export function explainRecipe(recipe: Recipe): string {
  return [
    `**${recipe.title}**`,
    showExample(recipe.example),
    recipe.note,
    `Behind it: ${nameConcepts(recipe.concepts)}.`,
  ].join('\n\n');
}

export function explainComparison({ sides, rows, example, rule }: Comparison): string {
  const table = [`| | ${sides[0]} | ${sides[1]} |`, '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)];
  return [table.join('\n'), showExample(example), `**Rule of thumb:** ${rule}`].join('\n\n');
}

export function compareConcepts(left: Concept, right: Concept): string {
  const table = [
    `| | ${left.title} | ${right.title} |`,
    '|---|---|---|',
    `| is | ${left.short} | ${right.short} |`,
    `| mind | ${left.misconception.replaceAll('|', '\\|')} | ${right.misconception.replaceAll('|', '\\|')} |`,
  ];
  return [
    table.join('\n'),
    `**${left.title}**`,
    showExample(left.example),
    `**${right.title}**`,
    showExample(right.example),
  ].join('\n\n');
}

/** Folded away until the student opens it. */
export function fold(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

export function nameConcepts(slugs: readonly string[]): string {
  return slugs.flatMap((slug) => findConcept(slug)?.title ?? []).join(', ');
}
