import { expect, it } from 'vitest';
import { exited, openWorld, type World } from '../support/binary.js';

const PICTURE = 'https://cdn.example.com';

function picture(host: string): object {
  return { type: 'image', originalContentUrl: `${host}/o.jpg`, previewImageUrl: `${host}/p.jpg` };
}

interface Host {
  readonly host: string;
  readonly people: number;
  readonly perMinute: number;
  readonly halvedBy: readonly string[];
}

async function hostsOf(world: World, args: readonly string[]): Promise<readonly Host[]> {
  const { stdout } = exited(0, await world.inside(['broadcast', 'plan', ...args, '--json']));
  return JSON.parse(stdout).contentHosts;
}

it.each([
  { what: 'a list', list: true, options: [] },
  { what: 'a list in stages', list: true, options: ['--stages', '10%,rest', '--interval', '10m'] },
  { what: 'a slow list', list: true, options: ['--rate', '2/m'] },
  { what: 'friends', list: false, options: [] },
  { what: 'friends in stages', list: false, options: ['--stages', '25%,rest', '--interval', '30m'] },
])(
  'what is said to halve the load on a host halves it, and is a plan that is taken: $what',
  async ({ list, options }) => {
    await using world = await openWorld({ followers: 1_200 });
    const messages = world.file('picture.json', JSON.stringify(picture(PICTURE)));
    const args = ['--messages', messages, '--to', list ? world.followersFile(1_200) : 'friends'];
    const [before] = await hostsOf(world, [...args, ...options]);
    expect(before).toMatchObject({ host: 'cdn.example.com', people: 1_200 });
    expect(before?.halvedBy.some((plan) => plan.includes('--stage-size'))).toBe(true);
    for (const plan of before?.halvedBy ?? []) {
      const [after] = await hostsOf(world, [...args, ...plan.split(' ')]);
      expect(after?.perMinute).toBeLessThanOrEqual((before?.perMinute ?? 0) / 2);
    }
  },
);

it('the card says how many people fetch from which host, and what is left out of it', async () => {
  await using world = await openWorld({ followers: 600 });
  const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => `https://${name}.example.com:8443`);
  const messages = world.file('pictures.json', JSON.stringify(hosts.map(picture)));
  const { stdout } = exited(
    0,
    await world.inside(['broadcast', 'plan', '--messages', messages, '--to', world.followersFile(600)]),
  );
  expect(stdout.replace(/\n {3,}/g, ' ')).toContain(
    [
      'content     600 people will fetch from d.example.com:8443, up to 600 a minute',
      'content     and from 1 more host',
      'content     half of that with: --recipients-per-minute 300 --batch-size 300, or --stage-size 300 --interval 1m',
    ].join('\n'),
  );
});
