// Two texts compared word by word.

const MOST = 600;

/** Return [kind, words] pairs: "same", "gone" or "new". */
export function compare(before, after) {
  const [a, b] = [before, after].map((text) => text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}]/gu) ?? []);
  if (a.length > MOST || b.length > MOST) return [["gone", before], ["new", after]];
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const parts = [];
  const add = (kind, words) => {
    const last = parts.at(-1);
    if (last?.[0] === kind) last[1] += words;
    else parts.push([kind, words]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("same", a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) {
      add("gone", a[i]);
      i += 1;
    } else {
      add("new", b[j]);
      j += 1;
    }
  }
  return parts;
}

const TAGS = { gone: "del", new: "ins" };

/** Show the comparison within an element. */
export function showComparison(place, before, after) {
  place.replaceChildren(
    ...compare(before, after).map(([kind, words]) => {
      if (kind === "same") return document.createTextNode(words);
      const part = document.createElement(TAGS[kind]);
      part.textContent = words;
      return part;
    }),
  );
}
