// node geojson_client.mjs FILE: lints GeoJSON against RFC 7946 with @placemarkio/check-geojson; exits with 1 on any issue.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const base = process.env.NODE_PATH ? join(process.env.NODE_PATH, 'x.js') : import.meta.url;
const { getIssues } = await import(pathToFileURL(createRequire(base).resolve('@placemarkio/check-geojson')).href);
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(process.argv[2]));
const issues = getIssues(text).map((issue) => `${issue.message} (at ${issue.from})`);
const content = JSON.parse(text);
if (text.startsWith('\ufeff')) issues.push('starts with a byte-order mark');
if ('crs' in content) issues.push('has the removed member "crs"');
for (const { id, geometry, properties } of content.features) {
  if (id !== properties.event_id) issues.push(`id ${id} is not event_id ${properties.event_id}`);
  const [lon, lat] = geometry?.coordinates ?? [0, 0];
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) issues.push(`${id}: ${lon}, ${lat} is not longitude, latitude`);
}
console.log(`${content.features.length} features, ${issues.length} issues`);
issues.slice(0, 20).forEach((issue) => console.log(issue));
process.exit(issues.length ? 1 : 0);
