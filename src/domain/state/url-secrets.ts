/** Everything in a text that may be the password of a URL: known before anything can be printed, also of a wrong URL. */
export function secretsInUrl(text: string): readonly string[] {
  const [, userinfo = ''] = /^[^:]*:\/\/(.*)@/s.exec(text) ?? [];
  const inFront = userinfo.includes(':') ? [userinfo.slice(userinfo.indexOf(':') + 1)] : [];
  const asOption = [...text.matchAll(/[?&]password=([^&#]*)/g)].map(([, password = '']) => password);
  return [...inFront, ...asOption].flatMap((password) => [password, decodedOr(password, password)]);
}

export function decodedOr<Other>(text: string, other: Other): string | Other {
  try {
    return decodeURIComponent(text);
  } catch {
    return other;
  }
}
