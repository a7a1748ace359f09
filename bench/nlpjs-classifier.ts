import { createRequire } from 'node:module';

// nlp.js ships CommonJS without types; this is all of it that is used here.
interface NlpManager {
  settings: { autoSave: boolean; threshold?: number };
  forceNER?: boolean;
  addLanguage(language: string): void;
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<unknown>;
  process(language: string, text: string): Promise<{ readonly intent: string }>;
}
interface Container {
  use(plugin: unknown): void;
  get(name: 'nlp'): NlpManager;
}

const require = createRequire(import.meta.url);

/** nlp.js 4 as its documentation sets it up for English, trained on the rows in the order given. */
export async function trainNlpJs(
  rows: readonly { readonly text: string; readonly label: string }[],
): Promise<(text: string) => Promise<string>> {
  const { containerBootstrap } = require('@nlpjs/core') as { containerBootstrap(): Promise<Container> };
  const { Nlp } = require('@nlpjs/nlp') as { Nlp: unknown };
  const { LangEn } = require('@nlpjs/lang-en-min') as { LangEn: unknown };
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangEn);
  const nlp = container.get('nlp');
  nlp.settings.autoSave = false;
  nlp.addLanguage('en');
  for (const { text, label } of rows) nlp.addDocument('en', text, label);
  const { log } = console;
  // It prints a line each epoch.
  console.log = () => {};
  try {
    await nlp.train();
  } finally {
    console.log = log;
  }
  return async (text) => (await nlp.process('en', text)).intent;
}
