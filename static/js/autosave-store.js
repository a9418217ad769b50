// What has been typed and not yet saved, kept in this browser for thirty days: by person, by page and language, by tab.
// A drawer holds {at: ms, codes: {code: {seen: digest, fields: [[name, value], …]}}}.
const FOLDER = "polkka.keep.";
const TAB = "polkka.tab";
const DAYS = 30 * 24 * 3600 * 1000;
const MOST = 1_000_000; // characters

const newId = () => crypto.randomUUID?.() ?? String(Math.random()).slice(2);
const read = (key) => JSON.parse(localStorage.getItem(key));

// Without storage nothing can be kept, and keep() says so.
function calmly(deed, otherwise) {
  try {
    return deed();
  } catch {
    return otherwise;
  }
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(FOLDER))) {
    if (!(Date.now() - calmly(() => read(key).at, 0) < DAYS)) localStorage.removeItem(key);
  }
}

// A name for this tab that stays when the page is opened anew in it.
export function tabName(isTaken) {
  return calmly(() => {
    const name = (!isTaken && sessionStorage.getItem(TAB)) || newId();
    sessionStorage.setItem(TAB, name);
    return name;
  }, newId());
}

export function cabinet(person, place) {
  const prefix = `${FOLDER}${person}.${place}.`;
  const store = (tab, codes) => {
    if (!Object.keys(codes).length) {
      localStorage.removeItem(prefix + tab);
      return true;
    }
    const text = JSON.stringify({ at: Date.now(), codes });
    if (text.length <= MOST) localStorage.setItem(prefix + tab, text);
    return text.length <= MOST;
  };
  calmly(forgetOld);

  return {
    // True if everything is kept.
    keep: (tab, codes) => calmly(() => store(tab, codes), false),

    // What this tab left before its page was opened anew gets a name of its own, so that keeping does not touch it.
    putAside(tab) {
      calmly(() => {
        const left = localStorage.getItem(prefix + tab);
        if (left) localStorage.setItem(`${prefix}${newId()}`, left);
        localStorage.removeItem(prefix + tab);
      });
    },

    // The newest entry for each question that no open tab holds: [{code, at, seen, fields, forget}].
    left(open) {
      const keys = calmly(() => Object.keys(localStorage), []).filter((key) => key.startsWith(prefix));
      const found = new Map();
      for (const key of keys.filter((one) => !open.has(one.slice(prefix.length)))) {
        const held = calmly(() => read(key), null);
        for (const [code, entry] of Object.entries(held?.codes ?? {})) {
          const forget = () =>
            calmly(() => {
              const { codes } = read(key);
              delete codes[code];
              store(key.slice(prefix.length), codes);
            });
          if (!(found.get(code)?.at > held.at)) found.set(code, { code, at: held.at, ...entry, forget });
        }
      }
      return [...found.values()];
    },
  };
}
