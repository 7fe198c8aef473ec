// The cases of the `@google/genai` package, by the ids of cases.json.
import * as h from './harness.mjs';

const MODEL = 'gemini-2.5-flash';
const EMBEDDING_MODEL = 'gemini-embedding-001';
// The API's own schema dialect.
const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: {
    type: 'OBJECT',
    properties: { city: { type: 'STRING' }, unit: { type: 'STRING', enum: ['celsius', 'fahrenheit'] } },
    required: ['city', 'unit'],
  },
};
const time = { name: 'get_time', parameters: { type: 'OBJECT', properties: { zone: { type: 'STRING' } }, required: ['zone'] } };
const person = {
  type: 'OBJECT',
  properties: { name: { type: 'STRING' }, age: { type: 'INTEGER' }, tags: { type: 'ARRAY', items: { type: 'STRING' } } },
  required: ['name', 'age', 'tags'],
};
const personJson = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['name', 'age', 'tags'],
};
const json = { responseMimeType: 'application/json' };

const turn = (role, text) => ({ role, parts: [{ text }] });
const tools = (...declarations) => ({ tools: [{ functionDeclarations: declarations }] });
const calling = (functionCallingConfig) => ({ toolConfig: { functionCallingConfig } });
const calls = (answer) => answer.functionCalls ?? [];
const finish = (answer) => answer.candidates?.[0]?.finishReason;
const joined = (chunks) => chunks.map((chunk) => chunk.text ?? '').join('');

export default async function cases({ alias, fault, url, keyedUrl, key }) {
  const { GoogleGenAI, ApiError } = await import(alias);
  const connect = (httpOptions = {}, apiKey = 'any') => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url, ...httpOptions } });
  const client = connect();
  const body = (config, more = {}) => ({ model: MODEL, contents: 'Hello', config, ...more });
  const ask = (config, more) => client.models.generateContent(body(config, more));
  const stream = async (config, more) => h.collect(await client.models.generateContentStream(body(config, more)));
  const count = async (contents) => (await client.models.countTokens({ model: MODEL, contents })).totalTokens;
  const embed = async (contents, config) =>
    (await client.models.embedContent({ model: EMBEDDING_MODEL, contents, config })).embeddings.map((item) => item.values);
  const fail = (more, config) => h.failure(() => ask(config, more));
  const post = (path, value) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': 'any' },
      body: JSON.stringify(value),
    });

  const retrying = connect({ retryOptions: { attempts: 3, initialDelay: 0.2, maxDelay: 1 } });
  const retried = async (name) => {
    const answer = await retrying.models.generateContent({ model: fault(name), contents: 'Hello' });
    h.check(answer.text, 'no text after the retry');
  };
  const wrong = async (more, ...parts) => {
    const error = await fail(more);
    h.check(error instanceof ApiError && error.status === 400, `expected 400, got ${error}`);
    h.names(error.message, 'INVALID_ARGUMENT', ...parts);
  };

  return {
    async answer() {
      const answer = await ask();
      h.check(answer.text && answer.modelVersion && answer.responseId, 'text, model version or response id is missing');
      h.same([answer.candidates[0].content.role, finish(answer)], ['model', 'STOP'], 'candidate');
    },
    async system() {
      const [a, b] = await Promise.all([ask({ systemInstruction: 'Be brief' }), ask({ systemInstruction: 'Be kind' })]);
      h.differ(a.text, b.text, 'texts');
    },
    async 'multi-turn'() {
      const first = await ask();
      const contents = [turn('user', 'Hello'), turn('model', first.text), turn('user', 'And then?')];
      const second = await ask({}, { contents });
      h.check(second.usageMetadata.promptTokenCount > first.usageMetadata.promptTokenCount, 'the turns before do not count');
      h.check(second.text, 'no text');
    },
    async same() {
      const [a, b] = await Promise.all([ask(), ask()]);
      h.same([a.responseId, a.text], [b.responseId, b.text], 'id and text');
    },
    async seed() {
      const [a, b] = await Promise.all([ask({ seed: 1 }), ask({ seed: 2 })]);
      h.differ(a.text, b.text, 'texts');
    },
    async 'max-tokens'() {
      const answer = await ask({ maxOutputTokens: 5 });
      h.same([finish(answer), answer.usageMetadata.candidatesTokenCount], ['MAX_TOKENS', 5], 'finish');
    },
    async 'stop-sequence'() {
      const answer = await ask({ stopSequences: ['.'] });
      h.check(answer.text && !answer.text.includes('.'), `the stop sequence is in ${answer.text}`);
      h.same(finish(answer), 'STOP', 'finish reason');
    },
    async candidates() {
      const { candidates } = await ask({ candidateCount: 2 });
      h.same(candidates.length, 2, 'candidates');
      h.differ(candidates[0].content.parts, candidates[1].content.parts, 'texts');
    },
    async logprobs() {
      const answer = await ask({ responseLogprobs: true, logprobs: 2 });
      const result = answer.candidates[0].logprobsResult;
      h.same(result?.chosenCandidates?.map((item) => item.token).join(''), answer.text, 'tokens');
      h.check(result.topCandidates.every((item) => item.candidates.length === 2), 'not two top tokens each');
    },
    async 'usage-count'() {
      const [{ usageMetadata: usage }, tokens] = await Promise.all([ask(), count('Hello')]);
      h.same(usage.promptTokenCount, tokens, 'tokens');
      const sum = usage.promptTokenCount + usage.candidatesTokenCount + (usage.thoughtsTokenCount ?? 0);
      h.same(usage.totalTokenCount, sum, 'total');
    },
    async 'stream-raw'() {
      const [answer, chunks] = await Promise.all([ask(), stream()]);
      h.same([joined(chunks), chunks[0].responseId], [answer.text, answer.responseId], 'text and id');
    },
    async 'stream-usage'() {
      const [answer, chunks] = await Promise.all([ask(), stream()]);
      h.same(chunks.at(-1).usageMetadata.totalTokenCount, answer.usageMetadata.totalTokenCount, 'total');
    },
    async 'stream-order'() {
      const chunks = await stream();
      h.check(chunks.length > 1, 'one chunk only');
      h.same(new Set(chunks.map((chunk) => `${chunk.responseId} ${chunk.modelVersion}`)).size, 1, 'ids');
      h.same(chunks.findIndex(finish), chunks.length - 1, 'first chunk with a finish reason');
    },
    async 'stream-abort'() {
      for await (const chunk of await client.models.generateContentStream(body())) {
        h.check(chunk.responseId, 'no id');
        break;
      }
      h.check((await ask()).text, 'no text afterwards');
    },
    async 'stream-array'() {
      const response = await post(`/v1beta/models/${MODEL}:streamGenerateContent`, { contents: [turn('user', 'Hello')] });
      const chunks = await response.json();
      h.check(Array.isArray(chunks) && chunks.length > 1, 'no array');
      const whole = chunks.flatMap((chunk) => chunk.candidates[0].content.parts).map((part) => part.text).join('');
      h.same(whole, (await ask()).text, 'text');
    },
    async v1() {
      const versions = ['v1', 'v1beta'].map((apiVersion) => connect({ apiVersion }).models.generateContent(body()));
      const [a, b] = await Promise.all(versions);
      h.check(a.text, 'no text');
      h.same(a.text, b.text, 'text');
    },
    async v1beta() {
      h.check((await connect({ apiVersion: 'v1beta' }).models.generateContent(body())).text, 'no text');
    },
    async 'chat-history'() {
      const chat = client.chats.create({ model: MODEL });
      await chat.sendMessage({ message: 'Hello' });
      h.check((await chat.sendMessage({ message: 'And then?' })).text, 'no text');
      h.same(chat.getHistory(true).map((content) => content.role), ['user', 'model', 'user', 'model'], 'roles');
    },
    async 'chat-stream-history'() {
      const chat = client.chats.create({ model: MODEL });
      const chunks = await h.collect(await chat.sendMessageStream({ message: 'Hello' }));
      const history = chat.getHistory(true);
      h.same([history[0]?.role, history.at(-1)?.role], ['user', 'model'], 'roles');
      const kept = history.slice(1).flatMap((content) => content.parts).map((part) => part.text ?? '').join('');
      h.same(kept, joined(chunks), 'text');
    },
    async 'tools-auto'() {
      const answer = await ask(tools(weather));
      h.same([finish(answer), calls(answer)[0]?.name], ['STOP', 'get_weather'], 'call');
      h.checkWeather(calls(answer)[0].args);
    },
    async 'tools-loop'() {
      const first = await ask(tools(weather));
      const parts = calls(first).map(({ id, name }) => ({ functionResponse: { id, name, response: { output: 'sunny' } } }));
      const contents = [turn('user', 'Hello'), first.candidates[0].content, { role: 'user', parts }];
      const second = await ask(tools(weather), { contents });
      h.check(parts.length > 0 && calls(second).length === 0 && second.text, 'the loop does not end');
    },
    async 'tools-none'() {
      const answer = await ask({ ...tools(weather), ...calling({ mode: 'NONE' }) });
      h.check(calls(answer).length === 0 && answer.text, 'a call all the same');
    },
    async 'tools-any'() {
      const answer = await ask({ ...tools(weather), ...calling({ mode: 'ANY' }) });
      h.checkWeather(calls(answer)[0]?.args);
    },
    async 'tools-named'() {
      const answer = await ask({ ...tools(weather, time), ...calling({ mode: 'ANY', allowedFunctionNames: ['get_time'] }) });
      h.same([...new Set(calls(answer).map((call) => call.name))], ['get_time'], 'names');
    },
    async 'tools-parallel'() {
      const config = { ...tools(weather, time), ...calling({ mode: 'ANY' }) };
      await h.findSeed((seed) => ask({ ...config, seed }), (answer) => calls(answer).length > 1);
    },
    async 'tools-stream'() {
      const [answer, chunks] = await Promise.all([ask(tools(weather)), stream(tools(weather))]);
      h.check(calls(answer).length > 0, 'no call');
      h.same(chunks.flatMap(calls), calls(answer), 'calls');
    },
    async 'tools-json-schema'() {
      const answer = await ask(tools({ name: 'get_weather', parametersJsonSchema: h.weatherSchema }));
      h.checkWeather(calls(answer)[0]?.args);
    },
    async 'tools-automatic'() {
      let called = 0;
      const callable = {
        tool: async () => tools(weather).tools[0],
        callTool: async (made) => {
          called += made.length;
          return made.map(({ id, name }) => ({ functionResponse: { id, name, response: { output: 'sunny' } } }));
        },
      };
      const answer = await ask({ tools: [callable] });
      h.check(called > 0 && answer.text, `called ${called} times, text ${answer.text}`);
    },
    async structured() {
      h.checkPerson(JSON.parse((await ask({ ...json, responseSchema: person })).text));
    },
    async 'structured-json-schema'() {
      h.checkPerson(JSON.parse((await ask({ ...json, responseJsonSchema: personJson })).text));
    },
    async 'structured-stream'() {
      const config = { ...json, responseSchema: person };
      const [answer, chunks] = await Promise.all([ask(config), stream(config)]);
      h.checkPerson(JSON.parse(joined(chunks)));
      h.same(joined(chunks), answer.text, 'text');
    },
    async 'json-mode'() {
      JSON.parse((await ask(json)).text);
    },
    async thinking() {
      const answer = await ask({ thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } });
      const { parts } = answer.candidates[0].content;
      h.check(parts[0].thought && parts[0].text && answer.text, 'no thought before the text');
      h.check(answer.usageMetadata.thoughtsTokenCount > 0, 'the thought is not counted');
    },
    async 'count-tokens'() {
      const [short, long] = await Promise.all([count('Hello'), count('Hello, how are you today?')]);
      h.check(short > 0 && long > short, `${short} and ${long} tokens`);
    },
    async 'embed-one'() {
      h.checkUnit((await embed('Hello'))[0]);
    },
    async 'embed-batch'() {
      const [both, one, two] = await Promise.all([embed(['one', 'two']), embed('one'), embed('two')]);
      h.same(both.length, 2, 'embeddings');
      h.checkClose(both[0], one[0]);
      h.checkClose(both[1], two[0]);
    },
    async 'embed-dimensions'() {
      const [vector] = await embed('Hello', { outputDimensionality: 64 });
      h.same(vector.length, 64, 'dimensions');
      h.checkUnit(vector);
    },
    async 'embed-single-http'() {
      const response = await post(`/v1beta/models/${EMBEDDING_MODEL}:embedContent`, { content: { parts: [{ text: 'Hello' }] } });
      h.checkClose((await response.json()).embedding.values, (await embed('Hello'))[0]);
    },
    async 'models-list'() {
      const models = await h.collect(await client.models.list());
      h.check(models.some((model) => model.name === `models/${MODEL}` && model.inputTokenLimit > 0), `${MODEL} is not listed`);
    },
    async 'models-get'() {
      h.same((await client.models.get({ model: MODEL })).name, `models/${MODEL}`, 'name');
    },
    async 'models-unknown'() {
      const error = await h.failure(() => client.models.get({ model: 'no-such-model' }));
      h.check(error instanceof ApiError && error.status === 404, `got ${error}`);
      h.names(error.message, 'NOT_FOUND');
    },
    async 'error-empty-contents'() {
      // The SDK itself refuses an empty list.
      const response = await post(`/v1beta/models/${MODEL}:generateContent`, { contents: [] });
      const { error } = await response.json();
      h.same([response.status, error.code, error.status], [400, 400, 'INVALID_ARGUMENT'], 'error');
    },
    'error-role': () => wrong({ contents: [{ role: 'bot', parts: [{ text: 'x' }] }] }, 'role'),
    'error-type': () => wrong({ contents: [turn('user', 'x'), { role: 'user', parts: [{ text: 5 }] }] }, 'contents[1].parts[0].text'),
    'error-function-response': () =>
      wrong({ contents: [{ role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { output: 'y' } } }] }] }),
    async 'error-key'() {
      const error = await h.failure(() => connect({ baseUrl: keyedUrl }).models.generateContent(body()));
      h.check(error instanceof ApiError && error.status === 400, `got ${error}`);
      h.names(error.message, 'API_KEY_INVALID');
    },
    async key() {
      h.check((await connect({ baseUrl: keyedUrl }, key).models.generateContent(body())).text, 'no text');
    },
    async 'key-query'() {
      const response = await fetch(`${keyedUrl}/v1beta/models?key=${encodeURIComponent(key)}`);
      h.same(response.status, 200, 'status');
      h.check((await response.json()).models.length > 0, 'no models');
    },
    async 'error-too-large'() {
      const error = await fail({ contents: h.big });
      h.check(error instanceof ApiError && error.status === 413, `got ${String(error).slice(0, 300)}`);
    },
    'retry-429': () => retried('s01'),
    'retry-500': () => retried('s03'),
    async 'retry-503'() {
      const error = await h.failure(() => retried('s04'));
      h.names(`${error.status} ${error.message}`, '503');
    },
    async quota() {
      const error = await fail({ model: fault('s02') });
      h.check(error instanceof ApiError && error.status === 429, `got ${error}`);
      h.names(error.message, 'RESOURCE_EXHAUSTED', 'google.rpc.RetryInfo', 'retryDelay');
    },
    async 'retry-reset'() {
      const model = fault('s05');
      await client.models.generateContent({ model, contents: 'Hello' }).catch(() => {});
      h.check((await client.models.generateContent({ model, contents: 'Hello' })).text, 'no text');
    },
    async 'cut-raw'() {
      const { items, error } = await h.drain(await client.models.generateContentStream(body({}, { model: fault('s08') })));
      h.check(items.length > 1, 'cut before the first piece');
      h.check(error || !items.some(finish), 'the cut cannot be seen');
    },
    async malformed() {
      const { items, error } = await h.drain(await client.models.generateContentStream(body({}, { model: fault('s10') })));
      h.check(items.length > 1 && error, 'no error');
    },
    'context-length': () => wrong({ model: fault('s12') }),
    async 'content-policy'() {
      const model = fault('s13');
      const outcome = await ask({}, { model }).catch((error) => error);
      h.check(outcome.promptFeedback?.blockReason || outcome.status === 400, `got ${JSON.stringify(outcome)}`);
    },
    async prefix() {
      const [a, b] = await Promise.all([ask(), connect({ baseUrl: `${url}/gemini` }).models.generateContent(body())]);
      h.same(b.text, a.text, 'text');
    },
  };
}
