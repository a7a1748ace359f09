import { critical, type Finding } from './finding.ts';

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** What is dangerous in a Dockerfile: who runs, from what, by which shell, with what inside. */
export function scanDockerfile(text: string): { readonly looked: number; readonly findings: Finding[] } {
  const instructions = readInstructions(text);
  const all = (word: string) => instructions.filter((one) => one.word === word).map(({ rest }) => rest);
  const findings: Finding[] = [];
  const require = (holds: boolean, says: string) => {
    if (!holds) findings.push(critical(says));
  };

  const lastFrom = instructions.map(({ word }) => word).lastIndexOf('FROM');
  const final = instructions.slice(lastFrom);
  const last = (word: string) => final.findLast((one) => one.word === word)?.rest;
  require(lastFrom >= 0, 'there is no FROM');
  for (const from of all('FROM')) {
    require(/^\$\{NODE_IMAGE\}( AS \w+)?$/.test(from) ||
      /@sha256:[0-9a-f]{64}/.test(from), `FROM ${from}: not by digest`);
  }
  require(all('ARG').includes('NODE_IMAGE'), 'NODE_IMAGE has a default, which grows old unseen');
  require(/^[1-9]\d*:[1-9]\d*$/.test(
    last('USER') ?? '',
  ), `USER ${last('USER') ?? 'is missing'}: wanted numbers, and not root's`);
  require(last('USER') === all('USER').at(-1), 'USER is set before the last stage only');
  for (const word of ['ENTRYPOINT', 'CMD']) {
    require(last(word)?.startsWith('[') === true, `${word} wants a shell, or is missing`);
  }
  require(/ CMD \[/.test(last('HEALTHCHECK') ?? ''), 'HEALTHCHECK wants a shell, or is missing');
  require(!final.some(({ word }) => word === 'RUN'), 'the last stage runs commands: what they leave is in the image');
  require(all('ADD').length === 0, 'ADD fetches and unpacks: COPY does not');
  for (const copy of final.filter(({ word }) => word === 'COPY').map(({ rest }) => rest)) {
    require(!/(^|\s)\.{0,2}\/?\s+\S+$/.test(copy), `COPY ${copy}: takes whatever is there`);
  }
  for (const run of all('RUN')) {
    require(!/\b(curl|wget)\b/.test(run), `RUN ${run}: runs what it downloads`);
    const installs = /\bnpm\b/.test(run) && /"(ci|install|i)"|npm (ci|install|i)\b/.test(run);
    if (installs) {
      require(/\bci\b/.test(run) &&
        run.includes('--ignore-scripts'), `RUN ${run}: scripts of packages run, or the lock is not kept to`);
      require(run.includes('--omit=dev'), `RUN ${run}: tools for development come along`);
    }
  }
  for (const env of [...all('ENV'), ...all('ARG')]) {
    require(!/(PASSWORD|SECRET|TOKEN|API_KEY)\w*=/i.test(env), `${env}: a secret would be in a layer`);
  }
  return { looked: instructions.length, findings };
}

function readInstructions(text: string): Instruction[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map(([, word = '', rest = '']) => ({ word, rest }));
}
