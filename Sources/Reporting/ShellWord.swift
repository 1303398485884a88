/// A word quoted so that a shell reads it as one word.
package func shellQuoted(_ word: String) -> String {
  let isPlain = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:@%+".contains($0)) }
  return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
}
