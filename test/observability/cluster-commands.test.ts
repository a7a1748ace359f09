import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Manifest } from '../manifests/manifest.ts';
import { copyDeployment, renderOverlay } from '../manifests/render-overlay.ts';
import { RUNBOOKS, readBlocks } from '../rehearsal/read-runbook.ts';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';

const DOCUMENTS = ['docs/deployment/rollback.md', 'docs/runbooks/README.md'];
/** `deployment/triage`, `configmap flags`: a kind and the name of one, but not a flag or a kind alone. */
const OBJECT = /\b(deployment|configmap|networkpolicy|component|prometheusrule|job|hpa)[/ ]([a-z][a-z0-9-]*)/g;
const LABEL = /-l (app\.kubernetes\.io\/[a-z-]+)=([a-z-]+)/g;
const LOGS = /kubectl -n learnflow logs [^|\n]*/g;
const FOLDER = /kubectl apply -k (\S+)/g;
/** What runs in a cluster without being ours. */
const FOREIGN_LABELS = ['prometheus', 'alertmanager'];

describe('commands for a cluster', () => {
  const skip = missingPart(KUSTOMIZE) ?? false;
  const deployment = copyDeployment();
  after(() => deployment.remove());
  let manifests: Manifest[];
  before(() => {
    if (skip === false) manifests = renderOverlay(deployment.folder, 'production');
  });
  const scripts = [
    ...RUNBOOKS.map(({ name, blocks, inline }) => ({ name, blocks: [...blocks, ...inline] })),
    ...DOCUMENTS.map((file) => ({ name: file, blocks: readBlocks(readFileSync(file, 'utf8')) })),
  ]
    .flatMap(({ name, blocks }) => blocks.map((block) => ({ name, ...block })))
    .filter(({ needs }) => needs === 'cluster');

  it('name objects that are deployed', { skip }, () => {
    let looked = 0;
    for (const { name, script } of scripts) {
      for (const [text, kind = '', object = ''] of script.matchAll(OBJECT)) {
        // A ConfigMap that is read at start carries a digest of its content in its name.
        const isDeployed = manifests.some((one) => one.kind.toLowerCase() === kind && one.metadata.name === object);
        const isShort = kind === 'hpa' && manifests.some(({ metadata }) => metadata.name === object);
        assert.ok(isDeployed || isShort, `${name}: there is no ${text}`);
        looked += 1;
      }
    }
    assert.ok(looked > 20, `only ${looked} objects were named`);
  });

  it('use labels that something carries', { skip }, () => {
    const labels = JSON.stringify(manifests);
    for (const { name, script } of scripts) {
      for (const [, label = '', value = ''] of script.matchAll(LABEL))
        assert.ok(
          FOREIGN_LABELS.includes(value) || labels.includes(`"${label}":"${value}"`),
          `${name}: ${label}=${value}`,
        );
    }
  });

  it('read the logs of every pod, or of one that is named', { skip }, () => {
    // Of a deployment kubectl takes one pod, and rather one that is ready: never the one that is broken. Of a label it takes
    // ten lines of each, and gives up at five pods.
    let looked = 0;
    for (const { name, script } of scripts) {
      for (const [command] of script.matchAll(LOGS)) {
        const isWhole = [' -l ', ' --prefix', ' --tail=', ' --max-log-requests='].every((part) =>
          command.includes(part),
        );
        assert.ok(isWhole || / logs POD\b/.test(command), `${name}: ${command}`);
        looked += 1;
      }
    }
    assert.ok(looked >= 6, `only ${looked} were read`);
  });

  it('stay in the namespace of the service, and apply what is there', { skip }, () => {
    for (const { name, script } of scripts) {
      for (const line of script
        .trim()
        .split('\n')
        .filter((one) => /^kubectl (?!apply|get pods -A)/.test(one)))
        assert.match(line, /^kubectl -n learnflow /, name);
      for (const [, folder = ''] of script.matchAll(FOLDER)) assert.ok(existsSync(folder), `${name}: ${folder}`);
    }
  });
});
