import { Option } from 'commander';
import { SETTINGS } from '../src/config.ts';

/** `--data-dir`, the same on every command that touches the store or the development keys. */
export function dataDirOption(): Option {
  return new Option('--data-dir <dir>', 'folder of the store and the development keys')
    .env(SETTINGS.dataDir.env)
    .default(SETTINGS.dataDir.fallback);
}
