/** Everything that comes, in order. */
export async function allOf<Each>(coming: AsyncIterable<Each>): Promise<readonly Each[]> {
  const all: Each[] = [];
  for await (const each of coming) all.push(each);
  return all;
}
