import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One block of commands, and the heading it stands under. */
export interface Block {
  readonly heading: string;
  /** `cluster` needs kubectl; the others run wherever the service can be reached. */
  readonly needs: 'service' | 'cluster';
  readonly script: string;
}

export interface Runbook {
  /** `breaker-open`. */
  readonly name: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly blocks: readonly Block[];
  /** Commands within its sentences, with `ID` and the like for what only the reader knows. */
  readonly inline: readonly Block[];
}

const INLINE = /`((?:npx )?(learnflow|kubectl) [^`\n]+)`/g;
/** Named, to be followed by what the sentence around them says. */
const UNFINISHED = ['npx learnflow classify', 'npx learnflow flags set'];

/** The commands that stand in sentences, whole enough to be typed. */
function readInline(text: string): Block[] {
  return [...text.matchAll(INLINE)]
    .filter(([, script = '']) => !UNFINISHED.includes(script))
    .map(([, script = '', program]) => ({
      heading: '',
      needs: program === 'kubectl' ? 'cluster' : 'service',
      script: script.replace(/^learnflow/, 'npx learnflow'),
    }));
}

const FENCE = /^( *)```sh( cluster)?\n(.*?)^\1```/gms;

/** The blocks of commands of a document; those in a list lose its indentation. */
export function readBlocks(text: string): Block[] {
  return [...text.matchAll(FENCE)].map((match) => {
    const [, indent = '', cluster, body = ''] = match;
    const before = text.slice(0, match.index);
    return {
      heading: /^## (.*)$/m.exec(before.slice(before.lastIndexOf('\n## ') + 1))?.[1] ?? '',
      needs: cluster === undefined ? 'service' : 'cluster',
      script: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

export function readRunbook(file: string): Runbook {
  const text = readFileSync(file, 'utf8');
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  return { name: basename(file, '.md'), text, headings, blocks: readBlocks(text), inline: readInline(text) };
}

export const RUNBOOKS = globSync('docs/runbooks/*.md')
  .filter((file) => basename(file) !== 'README.md')
  .sort()
  .map(readRunbook);
