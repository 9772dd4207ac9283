/* Taking away what is shown: a picture, a table, a link. */

/* CSV after RFC 4180. A spreadsheet runs a cell as a formula when it begins with one of these,
   also after blanks or in their wide form; an apostrophe makes it text. */

const FORMULA = /^[\s\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@\t\r＝＋－＠]|^[\t\r\n]/;

function csvCell(value) {
  const text = String(value ?? '');
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvText = (rows) => `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

function saveCsv(rows, name) {
  // The mark at the start makes spreadsheets read UTF-8.
  download(new Blob(['\ufeff', csvText(rows)], { type: 'text/csv;charset=utf-8' }), name);
}

function savePng() {
  snapshot().toBlob((blob) => download(blob, 'network.png'));
}

function saveSvg() {
  download(new Blob([svgText()], { type: 'image/svg+xml;charset=utf-8' }), 'network.svg');
}

/** The address of this view; where a browser forbids the clipboard, in a box to copy it from. */
async function copyLink() {
  writeHash();
  $('link-text').value = viewAddress();
  try {
    await navigator.clipboard.writeText(viewAddress());
    $('live').textContent = say('link.copied');
    $('link-note').textContent = say('link.copied');
  } catch {
    $('link-note').textContent = say('link.copy');
  }
  $('link-dialog').showModal();
  $('link-text').select();
}

const SAVES = {
  'save-png': savePng,
  'save-svg': saveSvg,
  'save-csv': () => saveCsv(relationRows(), 'relations.csv'),
  'save-things': () => saveCsv(thingRows(), 'institutions.csv'),
  'save-link': copyLink,
};

function closeMenu() {
  if (!$('save').open) return;
  $('save').open = false;
  $('save').querySelector('summary').focus();
}

function listenSave() {
  for (const [id, save] of Object.entries(SAVES)) {
    $(id).addEventListener('click', () => { closeMenu(); save(); });
  }
  $('csv').addEventListener('click', SAVES['save-csv']);
  $('things-csv').addEventListener('click', SAVES['save-things']);
  $('save').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && $('save').open) { closeMenu(); event.stopPropagation(); }
  });
  document.addEventListener('click', (event) => { if (!$('save').contains(event.target)) $('save').open = false; });
}
