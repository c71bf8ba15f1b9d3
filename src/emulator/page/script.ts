/**
 * The script of the page. It asks what there is to show while somebody looks, puts it into its places, and sends as
 * events what a person does. Text of others comes as markup in which everything is escaped.
 */
export const SCRIPT = `
'use strict';
(() => {
  const EVERY_MS = 1500;
  const byId = (id) => document.getElementById(id);
  const params = new URLSearchParams(location.search);
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  const shown = new Map();
  let view = null;
  let timer = 0;
  let asked = 0;

  const say = (text) => { byId('said').textContent = text; };
  const withChannel = (path) => {
    const channel = params.get('channel');
    return channel === null ? path : path + (path.includes('?') ? '&' : '?') + 'channel=' + encodeURIComponent(channel);
  };

  async function refresh() {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const query = new URLSearchParams(params);
      query.set('width', String(byId('screen').clientWidth));
      const response = await fetch('/_emulator/view?' + query);
      const answer = await response.json();
      if (mine !== asked) return;
      if (response.ok) show(answer);
      else say(answer.message);
      document.body.classList.toggle('away', false);
    } catch {
      if (mine !== asked) return;
      document.body.classList.toggle('away', true);
      say('The emulator does not answer: it has ended, or is stopped.');
    }
    if (!document.hidden) timer = setTimeout(refresh, EVERY_MS);
  }

  function show(next) {
    const isFirst = view === null;
    const isOtherChat = view?.chatId !== next.chatId;
    view = next;
    sheet.replaceSync(next.styles);
    const log = byId('log');
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    for (const [id, markup] of Object.entries(next.parts)) {
      if (shown.get(id) === markup) continue;
      shown.set(id, markup);
      put(byId(id), markup);
    }
    for (const tap of next.taps) makeTappable(tap);
    for (const image of document.querySelectorAll('img[data-menu]:not([src])'))
      image.src = withChannel('/_emulator/view/menu-image?richMenuId=' + encodeURIComponent(image.dataset.menu));
    if (isAtEnd || isOtherChat) log.scrollTop = log.scrollHeight;
    if (isFirst) byId('webhook-url').value = next.webhook ?? '';
    byId('write').hidden = next.chatId === null;
  }

  function put(place, markup) {
    const active = document.activeElement;
    const key = place.contains(active) ? active.id || active.dataset.key || active.dataset.at : '';
    place.innerHTML = markup;
    if (!key) return;
    const again = [...place.querySelectorAll('[id],[data-key],[data-at]')].find(
      (element) => element.id === key || element.dataset.key === key || element.dataset.at === key,
    );
    again?.focus();
  }

  function makeTappable(tap) {
    const found = byId('screen').querySelector('[data-at="' + CSS.escape(tap.at) + '"]');
    if (found === null) return;
    const element = found.querySelector(':scope > .card-top') ?? found;
    if (element.dataset.key === tap.at) return;
    element.dataset.key = tap.at;
    element.setAttribute('role', 'button');
    element.tabIndex = 0;
    element.classList.add('tap');
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      void act(tap.action);
    });
  }

  async function post(path, body) {
    try {
      const response = await fetch(withChannel(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      if (!response.ok) say(answer.message);
      void refresh();
      return response.ok ? answer : null;
    } catch {
      say('The emulator does not answer.');
      return null;
    }
  }

  async function send(event, done) {
    if (view === null || view.chatId === null) return;
    const answer = await post('/_emulator/events', { events: [{ ...event, source: view.source }], redeliveries: 0 });
    if (answer === null) return;
    const last = answer.attempts.at(-1);
    say(answer.delivered ? done : 'The bot did not take it: ' + last.reason + ', ' + last.detail);
  }

  const sendMessage = (message) => send({ type: 'message', message }, 'Sent: the bot took it.');
  const sendPostback = (postback) => send({ type: 'postback', postback }, 'Pressed: the bot was told.');

  async function pressArea(area) {
    const answer = await post('/_emulator/menus', { tap: { userId: view.chatId, area } });
    if (answer === null) return;
    if (answer.event === null) return act(answer.action);
    say(answer.delivered ? 'Pressed: the bot was told.' : 'The bot did not take it, or no webhook is set.');
  }

  async function act(action) {
    switch (action.type) {
      case 'message':
        return sendMessage({ type: 'text', text: String(action.text) });
      case 'postback':
        if (action.text) await sendMessage({ type: 'text', text: String(action.text) });
        return sendPostback({ data: String(action.data) });
      case 'datetimepicker':
        return pick(action);
      case 'richmenuswitch':
        return sendPostback({
          data: String(action.data),
          params: { newRichMenuAliasId: String(action.richMenuAliasId), status: 'SUCCESS' },
        });
      case 'location':
        return sendMessage({ type: 'location' });
      case 'camera':
      case 'cameraRoll':
        return sendMessage({ type: 'image' });
      case 'clipboard':
        return say('On a phone this copies: ' + action.clipboardText);
      default:
        return say('On a phone this opens ' + (action.uri ?? action.linkUri ?? 'nothing that is known') + '; here nothing is opened.');
    }
  }

  function pick(action) {
    const field = byId('picked');
    field.type = { date: 'date', time: 'time' }[action.mode] ?? 'datetime-local';
    field.value = action.initial ?? '';
    field.min = action.min ?? '';
    field.max = action.max ?? '';
    const dialog = byId('picker');
    dialog.returnValue = '';
    dialog.onclose = () => {
      if (dialog.returnValue === 'ok' && field.value !== '')
        void sendPostback({ data: String(action.data), params: { [action.mode]: field.value } });
    };
    dialog.showModal();
  }

  function open(name, value) {
    params.set(name, value);
    if (name === 'channel') params.delete('chat');
    history.replaceState(null, '', '?' + params);
    void refresh();
  }

  function onSubmit(id, run) {
    byId(id).addEventListener('submit', (event) => {
      event.preventDefault();
      void run();
    });
  }

  onSubmit('write', async () => {
    const text = byId('text').value;
    if (text === '') return;
    byId('text').value = '';
    await sendMessage({ type: 'text', text });
  });
  onSubmit('open-chat', async () => {
    open('chat', byId('open-id').value.trim());
  });
  onSubmit('webhook', async () => {
    const endpoint = byId('webhook-url').value.trim();
    const answer = await post('/_emulator/webhook', { endpoint: endpoint === '' ? null : endpoint, active: true });
    if (answer !== null) say(endpoint === '' ? 'The webhook is taken away.' : 'The webhook is set.');
  });

  document.addEventListener('change', ({ target }) => {
    if (target.dataset.opens !== undefined) open(target.dataset.opens, target.value);
  });
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button === null) return;
    const { ms, do: deed, unsend, area } = button.dataset;
    if (area !== undefined) void pressArea(Number(area));
    if (ms !== undefined) void post('/_emulator/clock', { advanceMs: Number(ms) }).then(() => say('The clock was moved.'));
    if (deed === 'follow') void send({ type: 'follow' }, 'Followed: the bot was told.');
    if (deed === 'unfollow') void send({ type: 'unfollow' }, 'Blocked: the bot was told.');
    if (unsend !== undefined) void send({ type: 'unsend', unsend: { messageId: unsend } }, 'Unsent: the bot was told.');
  });
  document.addEventListener('keydown', (event) => {
    if (event.target.getAttribute('role') !== 'button' || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    event.target.click();
  });
  document.addEventListener('visibilitychange', () => void refresh());
  addEventListener('resize', () => void refresh());
  void refresh();
})();
`;
