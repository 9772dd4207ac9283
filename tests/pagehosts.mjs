// What Netlify makes of `_redirects` and `_headers` in a folder, for paths given as JSON.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { parseAllHeaders } from '@netlify/headers-parser';

const redirector = createRequire(import.meta.url)('netlify-redirector');
const [folder, paths] = process.argv.slice(2);
const none = () => '';
const request = { scheme: 'https', host: 'site.example', query: '', headers: {}, cookieValues: {} };
const rules = await redirector.parsePlain(readFileSync(`${folder}/_redirects`, 'utf8'), {
  jwtSecret: '',
  jwtRoleClaim: '',
});
const matched = JSON.parse(paths).map((path) => {
  const found = rules.match({ ...request, path, getHeader: none, getCookie: none });
  return found ? [found.status, found.to] : null;
});
const { headers, errors } = await parseAllHeaders({
  headersFiles: [`${folder}/_headers`],
  configHeaders: [],
  minimal: true,
});
console.log(JSON.stringify({ matched, headers, errors: errors.map(String) }));
