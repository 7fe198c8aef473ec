// Runs the cases of the JavaScript SDKs: node main.mjs --url U --keyed-url U --key K [--provider P] [--sdk S] [--case C]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runAll } from './harness.mjs';
import openai from './openai.mjs';
import anthropic from './anthropic.mjs';
import gemini from './gemini.mjs';

const SDKS = [
  ['openai', 'openai', 'openai-7', openai],
  ['openai', 'openai', 'openai-6', openai],
  ['anthropic', '@anthropic-ai/sdk', 'anthropic-1', anthropic],
  ['anthropic', '@anthropic-ai/sdk', 'anthropic-0', anthropic],
  ['gemini', '@google/genai', 'genai-3', gemini],
  ['gemini', '@google/genai', 'genai-2', gemini],
];

const options = Object.fromEntries(
  ['url', 'keyed-url', 'key', 'provider', 'sdk', 'case'].map((name) => [name, { type: 'string' }]),
);
const { values: args } = parseArgs({ options });
const catalogue = JSON.parse(readFileSync(new URL('../cases.json', import.meta.url)));
const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));
// A fault that happens once happens once for each model name.
const nonce = Date.now().toString(36);

const wanted = (name, value) => !args[name] || args[name] === value;

await Promise.all(
  SDKS.filter(([provider, , alias]) => wanted('provider', provider) && wanted('sdk', alias)).map(
    async ([provider, sdk, alias, define]) => {
      const version = manifest.dependencies[alias].split('@').at(-1);
      const ids = Object.keys(catalogue[provider]).filter((id) => wanted('case', id));
      const fault = (name) => `fb-${name}-${alias}-${nonce}-${Math.random().toString(36).slice(2)}`;
      const cases = await define({ alias, fault, url: args.url, keyedUrl: args['keyed-url'], key: args.key });
      await runAll({ provider, sdk, version }, ids, cases);
    },
  ),
);
process.exit(0); // not waiting for connections kept alive
