import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { requirePart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import type { Manifest } from './manifest.ts';

export const OVERLAYS = ['local', 'production', 'canary'] as const;
export type Overlay = (typeof OVERLAYS)[number];

const digest = (letter: string) => `registry.example.org/learnflow-triage@sha256:${letter.repeat(64)}`;

/** What somebody who deploys might answer. */
export const EXAMPLE_INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  production: {
    IMAGE: digest('a'),
    HOST: 'learnflow.example.org',
    PAGES_ORIGIN: 'https://lessons.example.org',
    ISSUER: 'https://id.example.org',
    JWKS_URL: 'https://id.example.org/keys',
    POD_NETWORK: '10.244.0.0/16',
    POSTGRES_NETWORK: '198.51.100.5/32',
    REDIS_NETWORK: '198.51.100.6/32',
    KAFKA_NETWORK: '198.51.100.8/30',
    REDIS_HOST: 'redis.example.org',
    KAFKA_BROKERS: 'kafka-1.example.org:9093,kafka-2.example.org:9093',
    ON_CALL_WEBHOOK: 'https://alerts.example.org/on_call',
    OPERATIONS_WEBHOOK: 'https://alerts.example.org/operations',
    SECURITY_WEBHOOK: 'https://alerts.example.org/security',
    CLASSIFICATION_WEBHOOK: 'https://alerts.example.org/classification',
    HEARTBEAT_WEBHOOK: 'https://alerts.example.org/heartbeat',
    DOCUMENTS: 'https://documents.example.org',
    GRAFANA: 'https://grafana.example.org',
  },
  canary: { IMAGE: digest('b') },
};

/** A copy of `deploy/` with its inputs answered, that a test may change. */
export function copyDeployment(inputs = EXAMPLE_INPUTS): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-deploy-'));
  cpSync('deploy', folder, { recursive: true });
  for (const [overlay, answers] of Object.entries(inputs)) {
    const lines = Object.entries(answers).map(([name, answer]) => `${name}=${answer}\n`);
    writeFileSync(join(folder, 'kubernetes/overlays', overlay, 'inputs.env'), lines.join(''));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** What `overlays/production` offers and does not use, each one line of it. */
const OFFERED = /^( +)# (- \.\.\/\.\.\/components\/([a-z-]+))$/gm;

/**
 * Uses every component that production offers.
 * @param folder a copy of `deploy/`
 * @returns their names
 */
export function useOfferedComponents(folder: string): string[] {
  const file = join(folder, 'kubernetes/overlays/production/kustomization.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(OFFERED, '$1$2'));
  return [...text.matchAll(OFFERED)].map(([, , , name = '']) => name);
}

/**
 * The objects that `kubectl apply -k` would send for an overlay.
 * @param folder a copy of `deploy/`
 * @throws {Error} with kustomize's own words when it does not render
 */
export function renderOverlay(folder: string, overlay: Overlay): Manifest[] {
  return parseManifests(renderText(folder, overlay));
}

export function renderText(folder: string, overlay: Overlay): string {
  const kustomize = join(requirePart(KUSTOMIZE), 'kustomize');
  const overlayFolder = join(folder, 'kubernetes/overlays', overlay);
  const run = spawnSync(kustomize, ['build', overlayFolder], { encoding: 'utf8', maxBuffer: 16_000_000 });
  if (run.status !== 0) throw new Error(`${overlay} does not render: ${run.stderr.trim()}`);
  return run.stdout;
}

export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

/** The lines that an overlay asks whoever deploys to fill in. */
export function readInputNames(overlay: Overlay): string[] {
  const file = join('deploy/kubernetes/overlays', overlay, 'inputs.example.env');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
}
