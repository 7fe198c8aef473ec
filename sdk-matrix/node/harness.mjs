// What the cases of all providers share: checks, the tool and the schema they use, running and reporting.

export class Skip extends Error {}

export function skip(reason) {
  throw new Skip(reason);
}

export function check(condition, detail) {
  if (!condition) throw new Error(typeof detail === 'function' ? detail() : detail);
}

export function same(actual, expected, what) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === e, () => `${what}: expected ${e}, got ${a}`);
}

export function differ(a, b, what) {
  check(JSON.stringify(a) !== JSON.stringify(b), `${what} should differ: ${JSON.stringify(a)}`);
}

/** The error of an action that must fail. */
export async function failure(action) {
  let result;
  try {
    result = await action();
  } catch (error) {
    return error;
  }
  throw new Error(`no error, but ${JSON.stringify(result)}`);
}

export function names(text, ...parts) {
  for (const part of parts) check(String(text).includes(part), `expected "${part}" in: ${text}`);
}

export async function collect(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Reads a stream that may end with an error. */
export async function drain(stream) {
  const items = [];
  try {
    for await (const item of stream) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

export const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
  required: ['city', 'unit'],
  additionalProperties: false,
};

export const timeSchema = {
  type: 'object',
  properties: { zone: { type: 'string' } },
  required: ['zone'],
  additionalProperties: false,
};

export function checkWeather(value) {
  const valid = typeof value?.city === 'string' && weatherSchema.properties.unit.enum.includes(value.unit);
  check(valid && Object.keys(value).length === 2, () => `the schema does not allow ${JSON.stringify(value)}`);
}

export function checkPerson(value) {
  const valid = typeof value?.name === 'string' && Number.isInteger(value.age) && Array.isArray(value.tags);
  check(valid, () => `the schema does not allow ${JSON.stringify(value)}`);
}

export function checkUnit(vector) {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  check(Math.abs(length - 1) < 1e-3, `an embedding of length ${length}`);
}

export function checkClose(a, b) {
  check(a.length === b.length && a.every((x, i) => Math.abs(x - b[i]) < 1e-6), 'the embeddings differ');
}

/** Calls with seed 0, 1, … until the result is as wanted; the server knows each seed's answer. */
export async function findSeed(call, wanted) {
  for (let seed = 0; seed < 32; seed++) {
    const result = await call(seed);
    if (wanted(result)) return result;
  }
  throw new Error('none of 32 seeds gave it');
}

export const big = 'word '.repeat(400_000);

const TIMEOUT_MS = 30_000;

async function runCase(body) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    if (!body) throw new Error('this runner has no such case');
    await Promise.race([body(), late]);
    return { status: 'pass', detail: '' };
  } catch (error) {
    if (error instanceof Skip) return { status: 'skip', detail: error.message };
    return { status: 'fail', detail: `${error?.name}: ${error?.message}`.slice(0, 600) };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the cases of one SDK, some at a time, and prints a line for each. */
export async function runAll(about, ids, cases) {
  const queue = [...ids];
  const work = async () => {
    for (let id = queue.shift(); id; id = queue.shift()) {
      const result = await runCase(cases[id]);
      console.log(JSON.stringify({ ...about, language: 'node', case: id, ...result }));
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}
