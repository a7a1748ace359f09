import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderFiles } from './rendered-files.ts';
import { readSite, SiteError } from './site.ts';
import { PAGES, updatePage } from './write-pages.ts';

// Writes alert rules, Alertmanager's configuration and dashboards for one deployment; without arguments those that are
// committed, for a laptop. Brings the lists of the documents up to date. Fails while a contact of the deployment is empty.
const HERE = import.meta.dirname;
const { values } = parseArgs({
  options: {
    site: { type: 'string', default: join(HERE, 'site.local.json') },
    out: { type: 'string', default: join(HERE, 'rendered') },
  },
});

try {
  const files = renderFiles(readSite(values.site));
  for (const [name, content] of Object.entries(files)) {
    const path = join(values.out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  for (const page of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
    const path = join(HERE, '../..', page);
    writeFileSync(path, updatePage(page, readFileSync(path, 'utf8')));
  }
  console.log(`${Object.keys(files).length} files written to ${values.out}`);
} catch (error) {
  if (!(error instanceof SiteError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
