// The cases of the `openai` package, by the ids of cases.json.
import { z } from 'zod';
import * as h from './harness.mjs';

const MODEL = 'gpt-4o';
const Person = z.object({ name: z.string(), age: z.number().int(), tags: z.array(z.string()) });
const weather = { type: 'function', function: { name: 'get_weather', parameters: h.weatherSchema, strict: true } };
const time = { type: 'function', function: { name: 'get_time', parameters: h.timeSchema, strict: true } };
const flatWeather = { type: 'function', name: 'get_weather', parameters: h.weatherSchema, strict: true };

const user = (content) => ({ role: 'user', content });
const hello = (more = {}) => ({ model: MODEL, messages: [user('Hello')], ...more });
const text = (completion) => completion.choices[0].message.content;
const calls = (completion) => completion.choices[0].message.tool_calls ?? [];
const args = (call) => JSON.parse(call.function.arguments);

export default async function cases({ alias, fault, url, keyedUrl, key }) {
  const { default: OpenAI } = await import(alias);
  const { zodResponseFormat, zodTextFormat } = await import(`${alias}/helpers/zod`);
  const connect = (more = {}) => new OpenAI({ apiKey: 'any', baseURL: `${url}/v1`, ...more });
  const client = connect();
  const chat = (more, options) => client.chat.completions.create(hello(more), options);
  const fail = (more, options) => h.failure(() => chat(more, { maxRetries: 0, ...options }));
  const respond = (more = {}) => client.responses.create({ model: MODEL, input: 'Hello', ...more });
  const embed = async (input, more) => (await client.embeddings.create({ model: 'text-embedding-3-small', input, ...more })).data;

  const retried = async (name) => h.check(text(await chat({ model: fault(name) })), 'no text after the retry');
  const wrong = async (more, type, status, ...parts) => {
    const error = await fail(more);
    h.check(error instanceof type && error.status === status, `expected ${status}, got ${error}`);
    h.names(`${error.message} ${error.param} ${error.code}`, ...parts);
  };

  return {
    async 'chat-answer'() {
      const answer = await chat();
      h.same([answer.object, answer.model, answer.choices[0].message.role], ['chat.completion', MODEL, 'assistant'], 'answer');
      h.same(answer.choices[0].finish_reason, 'stop', 'finish reason');
      h.check(text(answer), 'no text');
    },
    async 'chat-system'() {
      const [a, b] = await Promise.all(
        ['Be brief', 'Be kind'].map((content) => chat({ messages: [{ role: 'system', content }, user('Hello')] })),
      );
      h.differ(text(a), text(b), 'texts');
    },
    async 'chat-multi-turn'() {
      const first = await chat();
      const second = await chat({ messages: [user('Hello'), first.choices[0].message, user('And then?')] });
      h.check(second.usage.prompt_tokens > first.usage.total_tokens - 3, 'the turns before do not count');
      h.check(text(second), 'no text');
    },
    async 'chat-same'() {
      const [a, b] = await Promise.all([chat(), chat()]);
      h.same([a.id, text(a)], [b.id, text(b)], 'id and text');
    },
    async 'chat-seed'() {
      const [a, b] = await Promise.all([chat({ seed: 1 }), chat({ seed: 2 })]);
      h.differ(text(a), text(b), 'texts');
    },
    async 'chat-max-tokens'() {
      const answer = await chat({ max_completion_tokens: 5 });
      h.same([answer.choices[0].finish_reason, answer.usage.completion_tokens], ['length', 5], 'finish');
    },
    async 'chat-stop'() {
      const answer = await chat({ stop: ['.'] });
      h.check(text(answer) && !text(answer).includes('.'), `the stop sequence is in ${text(answer)}`);
      h.same(answer.choices[0].finish_reason, 'stop', 'finish reason');
    },
    async 'chat-n'() {
      const { choices } = await chat({ n: 3 });
      h.same(choices.map((choice) => choice.index), [0, 1, 2], 'indexes');
      h.same(new Set(choices.map((choice) => choice.message.content)).size, 3, 'different texts');
    },
    async 'chat-logprobs'() {
      const answer = await chat({ logprobs: true, top_logprobs: 2 });
      const tokens = answer.choices[0].logprobs.content;
      h.same(tokens.map((token) => token.token).join(''), text(answer), 'tokens');
      h.check(tokens.every((token) => token.logprob <= 0 && token.top_logprobs.length === 2), 'not two top tokens each');
    },
    async 'chat-usage'() {
      const { usage } = await chat();
      h.same(usage.prompt_tokens, 8, 'tokens of Hello');
      h.same(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, 'total');
    },
    async 'stream-raw'() {
      const [answer, chunks] = await Promise.all([chat(), chat({ stream: true }).then(h.collect)]);
      h.same(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), text(answer), 'text');
      h.same(chunks[0].id, answer.id, 'id');
    },
    async 'stream-helper'() {
      const [answer, streamed] = await Promise.all([chat(), client.chat.completions.stream(hello()).finalChatCompletion()]);
      h.same([streamed.id, text(streamed)], [answer.id, text(answer)], 'id and text');
      h.same(streamed.choices[0].finish_reason, answer.choices[0].finish_reason, 'finish reason');
    },
    async 'stream-usage'() {
      const more = { stream: true, stream_options: { include_usage: true } };
      const [answer, chunks] = await Promise.all([chat(), chat(more).then(h.collect)]);
      h.same([chunks.at(-1).choices, chunks.at(-1).usage], [[], answer.usage], 'last chunk');
      h.check(chunks.slice(0, -1).every((chunk) => chunk.usage == null), 'usage before the end');
    },
    async 'stream-order'() {
      const chunks = await chat({ stream: true }).then(h.collect);
      const ids = new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model}`));
      h.same(ids.size, 1, 'ids');
      h.same(chunks[0].choices[0].delta.role, 'assistant', 'first role');
      h.same([chunks.at(-1).choices[0].delta, chunks.at(-1).choices[0].finish_reason], [{}, 'stop'], 'last chunk');
      h.check(chunks.slice(0, -1).every((chunk) => chunk.choices[0].finish_reason === null), 'an early finish reason');
    },
    async 'stream-abort'() {
      const stream = await chat({ stream: true });
      for await (const chunk of stream) {
        h.check(chunk.id, 'no id');
        break; // which aborts
      }
      h.check(text(await chat()), 'no text afterwards');
    },
    async 'tools-auto'() {
      const answer = await chat({ tools: [weather] });
      h.same(answer.choices[0].finish_reason, 'tool_calls', 'finish reason');
      h.same(calls(answer)[0].function.name, 'get_weather', 'name');
      h.checkWeather(args(calls(answer)[0]));
    },
    async 'tools-loop'() {
      const first = await chat({ tools: [weather] });
      const results = calls(first).map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'sunny' }));
      const second = await chat({ tools: [weather], messages: [user('Hello'), first.choices[0].message, ...results] });
      h.check(text(second) && calls(second).length === 0, 'the loop does not end');
      h.same(second.choices[0].finish_reason, 'stop', 'finish reason');
    },
    async 'tools-none'() {
      const answer = await chat({ tools: [weather], tool_choice: 'none' });
      h.check(text(answer) && calls(answer).length === 0, 'a call all the same');
    },
    async 'tools-required'() {
      const answer = await chat({ tools: [weather], tool_choice: 'required' });
      h.checkWeather(args(calls(answer)[0]));
    },
    async 'tools-named'() {
      const answer = await chat({ tools: [weather, time], tool_choice: { type: 'function', function: { name: 'get_time' } } });
      h.same([...new Set(calls(answer).map((call) => call.function.name))], ['get_time'], 'names');
    },
    async 'tools-parallel'() {
      const ask = (seed, parallel) =>
        chat({ seed, tools: [weather, time], tool_choice: 'required', parallel_tool_calls: parallel });
      let found;
      const answer = await h.findSeed((seed) => ask((found = seed), true), (a) => calls(a).length > 1);
      h.same(new Set(calls(answer).map((call) => call.id)).size, calls(answer).length, 'ids');
      h.same(calls(await ask(found, false)).length, 1, 'calls');
    },
    async 'tools-stream'() {
      const more = { tools: [weather] };
      const [answer, streamed] = await Promise.all([
        chat(more),
        client.chat.completions.stream(hello(more)).finalChatCompletion(),
      ]);
      const plain = (completion) => calls(completion).map((call) => [call.id, call.function.name, args(call)]);
      h.same(plain(streamed), plain(answer), 'calls');
    },
    async 'tools-stream-raw'() {
      const chunks = await chat({ tools: [weather], stream: true }).then(h.collect);
      const parts = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []).filter((part) => part.index === 0);
      h.check(parts[0].id && parts[0].type === 'function' && parts[0].function.name === 'get_weather', 'the first part is not whole');
      h.checkWeather(JSON.parse(parts.map((part) => part.function.arguments).join('')));
    },
    async structured() {
      const answer = await client.chat.completions.parse(hello({ response_format: zodResponseFormat(Person, 'person') }));
      h.checkPerson(answer.choices[0].message.parsed);
    },
    async 'structured-stream'() {
      const body = hello({ response_format: zodResponseFormat(Person, 'person') });
      const [answer, streamed] = await Promise.all([
        client.chat.completions.parse(body),
        client.chat.completions.stream(body).finalChatCompletion(),
      ]);
      h.checkPerson(streamed.choices[0].message.parsed);
      h.same(streamed.choices[0].message.parsed, answer.choices[0].message.parsed, 'object');
    },
    async 'json-object'() {
      const value = JSON.parse(text(await chat({ response_format: { type: 'json_object' } })));
      h.check(value && typeof value === 'object' && !Array.isArray(value), 'no object');
    },
    async 'completions-answer'() {
      const answer = await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hello' });
      h.check(answer.object === 'text_completion' && answer.choices[0].text && answer.usage.total_tokens > 0, 'no text');
    },
    async 'completions-stream'() {
      const body = { model: 'gpt-3.5-turbo-instruct', prompt: 'Hello' };
      const [answer, chunks] = await Promise.all([
        client.completions.create(body),
        client.completions.create({ ...body, stream: true }).then(h.collect),
      ]);
      h.same(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), answer.choices[0].text, 'text');
    },
    async 'embeddings-float'() {
      h.checkUnit((await embed('Hello', { encoding_format: 'float' }))[0].embedding);
    },
    async 'embeddings-default'() {
      const [a, b] = await Promise.all([embed('Hello'), embed('Hello', { encoding_format: 'float' })]);
      h.checkClose(a[0].embedding, b[0].embedding);
    },
    async 'embeddings-batch'() {
      const [both, one, two] = await Promise.all([embed(['one', 'two']), embed('one'), embed('two')]);
      h.same(both.map((item) => item.index), [0, 1], 'indexes');
      h.checkClose(both[0].embedding, one[0].embedding);
      h.checkClose(both[1].embedding, two[0].embedding);
    },
    async 'embeddings-dimensions'() {
      const [{ embedding }] = await embed('Hello', { dimensions: 64 });
      h.same(embedding.length, 64, 'dimensions');
      h.checkUnit(embedding);
    },
    async 'models-list'() {
      const models = await h.collect(client.models.list());
      h.check(models.some((model) => model.id === MODEL && model.object === 'model'), `${MODEL} is not listed`);
    },
    async 'models-retrieve'() {
      h.same((await client.models.retrieve(MODEL)).id, MODEL, 'id');
    },
    async 'models-unknown'() {
      const error = await h.failure(() => client.models.retrieve('no-such-model'));
      h.check(error instanceof OpenAI.NotFoundError && error.code === 'model_not_found', `got ${error} ${error.code}`);
    },
    'error-empty-messages': () => wrong({ messages: [] }, OpenAI.BadRequestError, 400, 'messages'),
    'error-role': () => wrong({ messages: [{ role: 'bot', content: 'x' }] }, OpenAI.BadRequestError, 400, 'messages[0].role'),
    'error-type': () => wrong({ messages: [user('x'), user(5)] }, OpenAI.BadRequestError, 400, 'messages[1].content'),
    'error-tool-result': () =>
      wrong({ messages: [user('x'), { role: 'tool', tool_call_id: 'call_1', content: 'y' }] }, OpenAI.BadRequestError, 400, 'messages[1]'),
    async 'error-key'() {
      const error = await h.failure(() => connect({ baseURL: `${keyedUrl}/v1` }).chat.completions.create(hello()));
      h.check(error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key', `got ${error} ${error.code}`);
    },
    async key() {
      h.check(text(await connect({ baseURL: `${keyedUrl}/v1`, apiKey: key }).chat.completions.create(hello())), 'no text');
    },
    async 'error-too-large'() {
      const error = await fail({ messages: [user(h.big)] });
      h.same(error.status, 413, `status of ${error}`);
    },
    async 'request-id'() {
      const { data, request_id: id } = await chat().withResponse();
      h.check(id && data._request_id === id, `request id ${id}, ${data._request_id}`);
    },
    async 'rate-limit-headers'() {
      const { response } = await chat().withResponse();
      for (const unit of ['requests', 'tokens']) {
        const [limit, remaining] = ['limit', 'remaining'].map((name) => response.headers.get(`x-ratelimit-${name}-${unit}`));
        h.check(limit !== null && remaining !== null && Number(remaining) <= Number(limit), `${unit}: ${remaining} of ${limit}`);
        h.check(/^(\d+(\.\d+)?(h|ms|m|s|µs))+$/.test(response.headers.get(`x-ratelimit-reset-${unit}`)), 'no reset');
      }
    },
    'retry-429': () => retried('s01'),
    'retry-500': () => retried('s03'),
    async 'retry-503'() {
      const error = await fail({ model: fault('s04') }, { maxRetries: 1 });
      h.check(error instanceof OpenAI.InternalServerError && error.status === 503, `got ${error}`);
    },
    'retry-reset': () => retried('s05'),
    async 'cut-raw'() {
      const { items, error } = await h.drain(await chat({ model: fault('s08'), stream: true }));
      h.check(items.length > 1, 'cut before the first piece');
      h.check(error || items.every((chunk) => !chunk.choices[0]?.finish_reason), 'the cut cannot be seen');
    },
    async 'cut-helper'() {
      await h.failure(() => client.chat.completions.stream(hello({ model: fault('s08') })).finalChatCompletion());
    },
    async malformed() {
      const { items, error } = await h.drain(await chat({ model: fault('s10'), stream: true }));
      h.check(items.length > 1 && error, 'no error');
    },
    async 'no-done'() {
      const { items, error } = await h.drain(await chat({ model: fault('s11'), stream: true }));
      h.check(!error && items.at(-1).choices[0].finish_reason === 'stop', `got ${error}`);
    },
    'context-length': () => wrong({ model: fault('s12') }, OpenAI.BadRequestError, 400, 'context_length_exceeded'),
    'content-policy': () => wrong({ model: fault('s13') }, OpenAI.BadRequestError, 400, 'content_policy_violation'),
    async 'responses-answer'() {
      const response = await respond();
      h.same([response.object, response.status, response.model], ['response', 'completed', MODEL], 'response');
      h.check(response.output_text, 'no text');
      h.same(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens, 'total');
    },
    async 'responses-stream'() {
      const [response, streamed] = await Promise.all([
        respond(),
        client.responses.stream({ model: MODEL, input: 'Hello' }).finalResponse(),
      ]);
      h.same([streamed.output_text, streamed.usage], [response.output_text, response.usage], 'text and usage');
    },
    async 'responses-stream-order'() {
      const events = await respond({ stream: true }).then(h.collect);
      h.same(events.map((event) => event.sequence_number), events.map((_, i) => i), 'sequence numbers');
      h.same([events[0].type, events.at(-1).type], ['response.created', 'response.completed'], 'ends');
      const deltas = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta);
      h.same(deltas.join(''), events.at(-1).response.output[0].content[0].text, 'text');
    },
    async 'responses-chain'() {
      const first = await respond();
      const second = await respond({ previous_response_id: first.id, input: 'And then?' });
      h.same(second.previous_response_id, first.id, 'previous');
      h.check(second.usage.input_tokens > first.usage.total_tokens, 'the turns before do not count');
    },
    async 'responses-retrieve'() {
      const response = await respond();
      const stored = await client.responses.retrieve(response.id);
      h.same([stored.id, stored.output_text], [response.id, response.output_text], 'stored response');
    },
    async 'responses-delete'() {
      const { id } = await respond({ input: `Delete me, ${alias}` });
      await client.responses.delete(id);
      const error = await h.failure(() => client.responses.retrieve(id));
      h.check(error instanceof OpenAI.NotFoundError, `got ${error}`);
    },
    async 'responses-tools'() {
      const first = await respond({ tools: [flatWeather] });
      const made = first.output.filter((item) => item.type === 'function_call');
      h.same(made[0]?.name, 'get_weather', 'name');
      h.checkWeather(JSON.parse(made[0].arguments));
      const outputs = made.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: 'sunny' }));
      const second = await respond({ tools: [flatWeather], previous_response_id: first.id, input: outputs });
      h.check(second.output_text, 'no prose');
    },
    async 'responses-incomplete'() {
      const response = await respond({ max_output_tokens: 16 });
      h.same([response.status, response.incomplete_details?.reason], ['incomplete', 'max_output_tokens'], 'status');
      h.same(response.usage.output_tokens, 16, 'tokens');
    },
    async 'responses-structured'() {
      const text = { format: zodTextFormat(Person, 'person') };
      h.checkPerson((await client.responses.parse({ model: MODEL, input: 'Hello', text })).output_parsed);
    },
    async prefix() {
      const [a, b] = await Promise.all([chat(), connect({ baseURL: `${url}/openai/v1` }).chat.completions.create(hello())]);
      h.same(text(b), text(a), 'text');
    },
  };
}
