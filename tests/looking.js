// What axe is asked about a page, and what it tells. Loaded behind axe itself.
//
// To judge colours is most of its work, and the words of a page are mostly of kinds that were judged before: a kind is
// one chain of elements, from the page down to the words, of the same names, classes, colours, grounds and sizes of
// type. A kind that a rule found in order is not judged by it again, nor one with a picture of its own as its ground, which
// no rule can judge; whatever else it could not judge it tries everywhere.

const OF_COLOURS = { "color-contrast": "*", "link-in-text-block": "a[href], [role=link]" }

window.looked = async (asked, inOrder) => {
  const kinds = kindsOfWords(asked.exclude.join())
  for (const rule in OF_COLOURS) mark(rule, kinds, new Set(inOrder[rule]))
  const rules = await axe.run(asked, { reporter: (found, _, done) => done(found) })
  for (const [element] of kinds) for (const rule in OF_COLOURS) element.removeAttribute(`data-${rule}`)
  return {
    wrong: rules.filter(rule => rule.violations.length)
      .map(rule => `${rule.id}: ${rule.violations[0].node.source.slice(0, 160)}`),
    inOrder: Object.fromEntries(rules.filter(rule => rule.id in OF_COLOURS).map(rule => [rule.id, judged(rule, kinds)])),
  }
}

function mark(rule, kinds, inOrder) {
  for (const [element, kind] of kinds) if (!inOrder.has(kind)) element.setAttribute(`data-${rule}`, "")
}

function judged(rule, kinds) {
  const found = [...rule.passes, ...rule.incomplete.filter(onPicture)].map(each => kinds.get(each.node.element))
  return [...new Set(found)].filter(kind => kind !== undefined)
}

function onPicture(each) {
  return each.any.some(check => /^(bgImage|imgNode)$/.test(check.data?.messageKey))
}

function kindsOfWords(leftOut) {
  const grounds = new Map()
  const found = new Map()
  for (const element of document.body.querySelectorAll("*")) {
    if (!saysWords(element) || !element.checkVisibility() || element.closest(leftOut)) continue
    const { fontSize, fontWeight, textShadow, textDecoration } = getComputedStyle(element)
    found.set(element, number([ground(element, grounds), fontSize, fontWeight, textShadow, textDecoration]))
  }
  return found
}

function saysWords(element) {
  if (/^(A|INPUT|SELECT|TEXTAREA|BUTTON)$/.test(element.tagName) || element.role === "link") return true
  return [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
}

function ground(element, grounds) {
  if (!element) return 0
  if (!grounds.has(element)) {
    const { color, backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
    grounds.set(element, number([
      ground(element.parentElement, grounds), element.tagName, element.getAttribute("class"), element.type,
      color, backgroundColor, backgroundImage, opacity,
    ]))
  }
  return grounds.get(element)
}

// A number of 53 bits for some words (cyrb53).
function number(words) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (const letter of words.join("|")) {
    a = Math.imul(a ^ letter.charCodeAt(0), 2654435761)
    b = Math.imul(b ^ letter.charCodeAt(0), 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}

axe.configure({
  rules: Object.entries(OF_COLOURS).map(([id, of]) => ({ id, selector: `:is(${of})[data-${id}]` })),
})
