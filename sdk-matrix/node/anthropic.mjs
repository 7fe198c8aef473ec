// The cases of the `@anthropic-ai/sdk` package, by the ids of cases.json.
import { z } from 'zod';
import * as h from './harness.mjs';

const MODEL = 'claude-sonnet-4-6';
const Person = z.object({ name: z.string(), age: z.number().int(), tags: z.array(z.string()) });
const weather = { name: 'get_weather', input_schema: h.weatherSchema };
const time = { name: 'get_time', input_schema: h.timeSchema };
const thinking = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4096 };

const user = (content) => ({ role: 'user', content });
const hello = (more = {}) => ({ model: MODEL, max_tokens: 1024, messages: [user('Hello')], ...more });
const text = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
const calls = (message) => message.content.filter((block) => block.type === 'tool_use');

export default async function cases({ alias, fault, url, keyedUrl, key }) {
  const { default: Anthropic } = await import(alias);
  const { zodOutputFormat } = await import(`${alias}/helpers/zod`);
  const connect = (more = {}) => new Anthropic({ apiKey: 'any', baseURL: url, ...more });
  const client = connect();
  const ask = (more, options) => client.messages.create(hello(more), options);
  const stream = (more) => client.messages.stream(hello(more));
  const count = async (more = {}) => (await client.messages.countTokens({ model: MODEL, messages: [user('Hello')], ...more })).input_tokens;
  const fail = (more, options) => h.failure(() => ask(more, { maxRetries: 0, ...options }));
  const seeded = (seed, more) => ask(more, { headers: { 'x-sim-seed': String(seed) } });

  const retried = async (name) => h.check(text(await ask({ model: fault(name) })), 'no text after the retry');
  const wrong = async (more, ...parts) => {
    const error = await fail(more);
    h.check(error instanceof Anthropic.BadRequestError, `expected 400, got ${error}`);
    h.same(error.error?.error?.type, 'invalid_request_error', 'type');
    h.names(error.error.error.message, ...parts);
  };

  return {
    async answer() {
      const answer = await ask();
      h.same([answer.type, answer.role, answer.model], ['message', 'assistant', MODEL], 'answer');
      h.same(answer.stop_reason, 'end_turn', 'stop reason');
      h.check(text(answer), 'no text');
    },
    async system() {
      const [a, b] = await Promise.all([ask({ system: 'Be brief' }), ask({ system: 'Be kind' })]);
      h.differ(text(a), text(b), 'texts');
    },
    async 'multi-turn'() {
      const first = await ask();
      const second = await ask({ messages: [user('Hello'), { role: 'assistant', content: first.content }, user('And then?')] });
      h.check(second.usage.input_tokens > first.usage.input_tokens, 'the turns before do not count');
      h.check(text(second), 'no text');
    },
    async same() {
      const [a, b] = await Promise.all([ask(), ask()]);
      h.same([a.id, a.content], [b.id, b.content], 'id and content');
    },
    async seed() {
      const [a, b] = await Promise.all([seeded(1), seeded(2)]);
      h.differ(text(a), text(b), 'texts');
    },
    async 'max-tokens'() {
      const answer = await ask({ max_tokens: 5 });
      h.same([answer.stop_reason, answer.usage.output_tokens], ['max_tokens', 5], 'stop');
    },
    async 'stop-sequence'() {
      const answer = await ask({ stop_sequences: ['.'] });
      h.check(text(answer) && !text(answer).includes('.'), `the stop sequence is in ${text(answer)}`);
      h.same([answer.stop_reason, answer.stop_sequence], ['stop_sequence', '.'], 'stop');
    },
    async 'usage-count'() {
      const [answer, tokens] = await Promise.all([ask(), count()]);
      h.same(answer.usage.input_tokens, tokens, 'tokens');
    },
    async 'count-tools'() {
      const [answer, tokens, without] = await Promise.all([ask({ tools: [weather] }), count({ tools: [weather] }), count()]);
      h.same(answer.usage.input_tokens, tokens, 'tokens');
      h.check(tokens > without, 'tools count nothing');
    },
    async 'stream-raw'() {
      const [answer, events] = await Promise.all([ask(), ask({ stream: true }).then(h.collect)]);
      h.same(events.map((event) => event.delta?.text ?? '').join(''), text(answer), 'text');
      h.same(events[0].message.id, answer.id, 'id');
    },
    async 'stream-helper'() {
      const [answer, streamed] = await Promise.all([ask(), stream().finalMessage()]);
      h.same([streamed.id, text(streamed), streamed.stop_reason], [answer.id, text(answer), answer.stop_reason], 'message');
    },
    async 'stream-usage'() {
      const [answer, events] = await Promise.all([ask(), ask({ stream: true }).then(h.collect)]);
      const last = events.find((event) => event.type === 'message_delta');
      h.same(last.usage.output_tokens, answer.usage.output_tokens, 'output tokens');
      h.same(events[0].message.usage.input_tokens, answer.usage.input_tokens, 'input tokens');
    },
    async 'stream-order'() {
      const types = (await ask({ stream: true }).then(h.collect)).map((event) => event.type);
      const inside = types.slice(2, -3);
      h.same(types.slice(0, 2), ['message_start', 'content_block_start'], 'begin');
      h.same(types.slice(-3), ['content_block_stop', 'message_delta', 'message_stop'], 'end');
      h.check(inside.length > 0 && inside.every((type) => type === 'content_block_delta'), `between: ${inside}`);
    },
    async 'stream-ping'() {
      const response = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'any', 'anthropic-version': '2023-06-01' },
        body: JSON.stringify(hello({ stream: true })),
      });
      h.names(await response.text(), 'event: ping');
      h.check(text(await stream().finalMessage()), 'no text');
    },
    async 'stream-abort'() {
      for await (const event of await ask({ stream: true })) {
        h.check(event.type, 'no type');
        break; // which aborts
      }
      h.check(text(await ask()), 'no text afterwards');
    },
    async 'tools-auto'() {
      const answer = await ask({ tools: [weather] });
      h.same([answer.stop_reason, calls(answer)[0]?.name], ['tool_use', 'get_weather'], 'call');
      h.checkWeather(calls(answer)[0].input);
    },
    async 'tools-loop'() {
      const first = await ask({ tools: [weather] });
      const results = calls(first).map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: 'sunny' }));
      const messages = [user('Hello'), { role: 'assistant', content: first.content }, user(results)];
      const second = await ask({ tools: [weather], messages });
      h.check(text(second) && calls(second).length === 0, 'the loop does not end');
      h.same(second.stop_reason, 'end_turn', 'stop reason');
    },
    async 'tools-none'() {
      const answer = await ask({ tools: [weather], tool_choice: { type: 'none' } });
      h.check(text(answer) && calls(answer).length === 0, 'a call all the same');
    },
    async 'tools-any'() {
      h.checkWeather(calls(await ask({ tools: [weather], tool_choice: { type: 'any' } }))[0]?.input);
    },
    async 'tools-named'() {
      const answer = await ask({ tools: [weather, time], tool_choice: { type: 'tool', name: 'get_time' } });
      h.same([...new Set(calls(answer).map((call) => call.name))], ['get_time'], 'names');
    },
    async 'tools-parallel'() {
      const call = (seed, disabled) =>
        seeded(seed, { tools: [weather, time], tool_choice: { type: 'any', disable_parallel_tool_use: disabled } });
      let found;
      const answer = await h.findSeed((seed) => call((found = seed), false), (a) => calls(a).length > 1);
      h.same(new Set(calls(answer).map((block) => block.id)).size, calls(answer).length, 'ids');
      h.same(calls(await call(found, true)).length, 1, 'calls');
    },
    async 'tools-stream'() {
      const [answer, streamed] = await Promise.all([ask({ tools: [weather] }), stream({ tools: [weather] }).finalMessage()]);
      const plain = (message) => calls(message).map((call) => [call.id, call.name, call.input]);
      h.check(calls(answer).length > 0, 'no call');
      h.same(plain(streamed), plain(answer), 'calls');
    },
    async 'tools-stream-raw'() {
      const events = await ask({ tools: [weather], stream: true }).then(h.collect);
      const start = events.find((event) => event.content_block?.type === 'tool_use');
      const parts = events.filter((event) => event.index === start?.index && event.delta?.type === 'input_json_delta');
      h.checkWeather(JSON.parse(parts.map((event) => event.delta.partial_json).join('')));
    },
    async structured() {
      const body = hello({ output_config: { format: zodOutputFormat(Person) } });
      h.checkPerson((await client.messages.parse(body)).parsed_output);
    },
    async 'structured-stream'() {
      const more = { output_config: { format: zodOutputFormat(Person) } };
      const [answer, streamed] = await Promise.all([client.messages.parse(hello(more)), stream(more).finalMessage()]);
      h.checkPerson(streamed.parsed_output);
      h.same(streamed.parsed_output, answer.parsed_output, 'object');
    },
    async thinking() {
      const { content } = await ask(thinking);
      h.same(content.map((block) => block.type), ['thinking', 'text'], 'blocks');
      h.check(content[0].thinking && content[0].signature, 'no thinking or no signature');
    },
    async 'thinking-stream'() {
      const [answer, streamed] = await Promise.all([ask(thinking), stream(thinking).finalMessage()]);
      h.check(streamed.content[0].signature, 'no signature');
      h.same(streamed.content[0], answer.content[0], 'thinking block');
    },
    async 'thinking-turn'() {
      const first = await ask(thinking);
      h.same(first.content[0].type, 'thinking', 'first block');
      const messages = [user('Hello'), { role: 'assistant', content: first.content }, user('And then?')];
      h.check(text(await ask({ ...thinking, messages })), 'no text');
    },
    async 'system-blocks'() {
      const system = [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }];
      h.check(text(await ask({ system })), 'no text');
    },
    async metadata() {
      h.check(text(await ask({ metadata: { user_id: 'someone' } })), 'no text');
    },
    async 'models-list'() {
      const models = await h.collect(client.models.list());
      h.check(models.some((model) => model.id === MODEL && model.type === 'model' && model.display_name), `${MODEL} is not listed`);
    },
    async 'models-page'() {
      const page = await client.models.list({ limit: 1 });
      h.same([page.data.length, page.has_more], [1, true], 'page');
      const next = await page.getNextPage();
      h.differ(next.data[0].id, page.data[0].id, 'ids of two pages');
    },
    async 'models-retrieve'() {
      h.same((await client.models.retrieve(MODEL)).id, MODEL, 'id');
    },
    async 'models-unknown'() {
      const error = await h.failure(() => client.models.retrieve('no-such-model'));
      h.check(error instanceof Anthropic.NotFoundError, `got ${error}`);
      h.same(error.error?.error?.type, 'not_found_error', 'type');
    },
    'error-empty-messages': () => wrong({ messages: [] }, 'messages'),
    'error-role': () => wrong({ messages: [{ role: 'bot', content: 'x' }] }, 'messages', '0', 'role'),
    'error-max-tokens': () => wrong({ max_tokens: undefined }, 'max_tokens'),
    'error-type': () => wrong({ messages: [user('x'), { role: 'assistant', content: 5 }, user('x')] }, 'messages', '1', 'content'),
    async 'error-temperature'() {
      const version = (value) => ({ headers: { 'anthropic-version': value }, maxRetries: 0 });
      const error = await h.failure(() => ask({ temperature: 0.5 }, version('2026-10-21')));
      h.check(error instanceof Anthropic.BadRequestError, `got ${error}`);
      h.names(error.message, 'temperature');
      h.check(text(await ask({ temperature: 0.5 }, version('2023-06-01'))), 'no text');
    },
    'error-tool-result': () =>
      wrong({ messages: [user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'y' }])] }, 'tool_use_id'),
    async 'error-key'() {
      const error = await h.failure(() => connect({ baseURL: keyedUrl }).messages.create(hello()));
      h.check(error instanceof Anthropic.AuthenticationError, `got ${error}`);
      h.same(error.error?.error?.type, 'authentication_error', 'type');
    },
    async key() {
      h.check(text(await connect({ baseURL: keyedUrl, apiKey: key }).messages.create(hello())), 'no text');
    },
    async 'error-too-large'() {
      const error = await fail({ messages: [user(h.big)] });
      h.same([error.status, error.error?.error?.type], [413, 'request_too_large'], `error ${error}`);
    },
    async 'request-id'() {
      const { data, request_id: id } = await ask().withResponse();
      h.check(id && data._request_id === id, `request id ${id}, ${data._request_id}`);
    },
    async 'rate-limit-headers'() {
      const { response } = await ask().withResponse();
      for (const unit of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
        const get = (name) => response.headers.get(`anthropic-ratelimit-${unit}-${name}`);
        h.check(get('limit') !== null && Number(get('remaining')) <= Number(get('limit')), `${unit}: no limits`);
        h.check(!Number.isNaN(Date.parse(get('reset'))), `${unit}: no reset`);
      }
    },
    'retry-429': () => retried('s01'),
    'retry-500': () => retried('s03'),
    async overloaded() {
      const error = await fail({ model: fault('s04') }, { maxRetries: 1 });
      h.check(error instanceof Anthropic.InternalServerError, `got ${error}`);
      h.same([error.status, error.error?.error?.type], [529, 'overloaded_error'], 'error');
    },
    'retry-reset': () => retried('s05'),
    async 'cut-raw'() {
      const { items, error } = await h.drain(await ask({ model: fault('s08'), stream: true }));
      h.check(items.length > 2, 'cut before the first piece');
      h.check(error || items.at(-1).type !== 'message_stop', 'the cut cannot be seen');
    },
    async 'cut-helper'() {
      await h.failure(() => stream({ model: fault('s08') }).finalMessage());
    },
    async malformed() {
      const { items, error } = await h.drain(await ask({ model: fault('s10'), stream: true }));
      h.check(items.length > 1 && error, 'no error');
    },
    'context-length': () => wrong({ model: fault('s12') }),
    'content-policy': () => wrong({ model: fault('s13') }),
    async prefix() {
      const [a, b] = await Promise.all([ask(), connect({ baseURL: `${url}/anthropic` }).messages.create(hello())]);
      h.same(text(b), text(a), 'text');
    },
  };
}
