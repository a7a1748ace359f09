import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { DECK_SCHEMA, PLUGIN_SCHEMAS } from './kong-schemas.ts';
import { type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { copyDeployment, renderOverlay } from './render-overlay.ts';

interface Plugin {
  readonly name: string;
  readonly config: Record<string, unknown>;
}

/** Every mistake in a value, with its place. */
const mistakes = (schema: TSchema | undefined, value: unknown) =>
  schema === undefined
    ? ['unknown plugin']
    : Value.Errors(schema, value).map((one) => `${one.instancePath}: ${one.message}`);

describe('kong.yml', () => {
  const deck = parse(readFileSync('deploy/kong/kong.yml', 'utf8')) as object;
  const plugins = [
    ...(valuesAt(deck, 'services.*.plugins.*') as Plugin[]),
    ...(valuesAt(deck, 'services.*.routes.0.plugins.*') as Plugin[]),
  ];

  it('is what decK takes, with settings that each plugin knows', () => {
    assert.deepEqual(mistakes(DECK_SCHEMA, deck), []);
    assert.deepEqual(plugins.map(({ name }) => name).sort(), Object.keys(PLUGIN_SCHEMAS).sort());
    for (const { name, config } of plugins) assert.deepEqual(mistakes(PLUGIN_SCHEMAS[name], config), [], name);
  });

  for (const [path, as] of [
    ['services.0.retries', 'retry'],
    ['services.0.routes.0.strip_path', 'stripPath'],
    ['consumers.0.jwt_secrets.0.algorithm', 'algorithms'],
  ] as const) {
    it(`is refused with ${as} for ${path}`, () => {
      const broken = structuredClone(deck);
      const [value] = valuesAt(broken, path);
      plantAt(broken, path, undefined);
      plantAt(broken, path.replace(/\w+$/, as), value);
      assert.notDeepEqual(mistakes(DECK_SCHEMA, broken), []);
    });
  }

  for (const [name, field, planted] of [
    ['jwt', 'claims_to_verify', []],
    ['jwt', 'algorithms', ['RS256']],
    ['jwt', 'uri_param_names', ['jwt']],
    ['rate-limiting', 'headers', {}],
    ['rate-limiting', 'policy', 'cluster'],
    ['request-size-limiting', 'size_unit', 'megabytes'],
    ['cors', 'credentials', true],
    ['prometheus', 'per_consumer', true],
  ] as const) {
    it(`is refused with ${name} ${field}: ${JSON.stringify(planted)}`, () => {
      const { config } = plugins.find((one) => one.name === name) as Plugin;
      assert.notDeepEqual(mistakes(PLUGIN_SCHEMAS[name], { ...config, [field]: planted }), []);
    });
  }

  describe('beside the Ingress Controller’s resources', { skip: missingPart(KUSTOMIZE) }, () => {
    let objects: Manifest[];
    before(() => {
      const deployment = copyDeployment();
      objects = renderOverlay(deployment.folder, 'production');
      deployment.remove();
    });

    it('has the same plugins with the same settings, addresses and the password aside', () => {
      const inCluster = ofKind(objects, 'KongPlugin').map((one) => [String(one.plugin), withoutAddresses(one.config)]);
      const inFile = plugins.map(({ name, config }) => [name, withoutAddresses(config)]);
      assert.deepEqual(Object.fromEntries(inCluster), Object.fromEntries(inFile));
    });

    it('waits and retries the same', () => {
      const [service] = valuesAt(deck, 'services.0') as Record<string, unknown>[];
      const triage = ofKind(objects, 'Service').find(({ metadata }) => metadata.name === 'triage');
      for (const name of ['connect_timeout', 'read_timeout', 'write_timeout', 'retries']) {
        const annotation = `konghq.com/${name.replace('_', '-')}`;
        assert.equal(triage?.metadata.annotations?.[annotation], String(service?.[name]), name);
      }
    });

    it('takes messages over TLS alone, and keeps their path', () => {
      for (const [path, annotation] of [
        ['protocols.*', 'konghq.com/protocols'],
        ['strip_path', 'konghq.com/strip-path'],
      ] as const) {
        const inFile = valuesAt(deck, `services.*.routes.*.${path}`).map(String);
        const inCluster = ofKind(objects, 'HTTPRoute').map(({ metadata }) => metadata.annotations?.[annotation]);
        assert.deepEqual(inCluster, inFile, annotation);
      }
    });

    it('attaches plugins that are there', () => {
      const there = ofKind(objects, 'KongPlugin').map(({ metadata }) => metadata.name);
      for (const { metadata } of ofKind(objects, 'HTTPRoute')) {
        const attached = String(metadata.annotations?.['konghq.com/plugins']).split(',');
        assert.deepEqual(
          attached.filter((name) => !there.includes(name)),
          [],
        );
        assert.equal(attached.includes('tokens'), metadata.name === 'triage', metadata.name);
      }
    });
  });
});

function withoutAddresses(config: unknown): unknown {
  const copy = structuredClone(config) as { origins?: unknown; redis?: { host?: unknown; password?: unknown } };
  delete copy.origins;
  delete copy.redis?.host;
  // In the cluster it comes from a Secret, in the file from the environment.
  delete copy.redis?.password;
  return copy;
}
