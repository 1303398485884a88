/// The commands that a foreign deck's `.control` section may hold: analyses, and commands that take figures from them.
///
/// ngspice has others that start programs, read and write files, or change what later commands mean. So the lists here name
/// what is allowed; everything else is rejected.
package enum ControlCommands {
  /// Commands that run an analysis; with a dot in front they are cards.
  package static let analyses: Set<String> = ["ac", "dc", "disto", "noise", "op", "pz", "run", "sens", "tf", "tran"]

  /// Commands that are run unchanged.
  private static let others: Set<String> = [
    "alter", "altermod", "alterparam", "break", "continue", "destroy", "dowhile", "else", "end", "exit", "fft", "foreach", "if",
    "let", "linearize", "meas", "measure", "option", "print", "psd", "quit", "repeat", "reset", "save", "set", "setplot",
    "setscale", "unlet", "unset", "while",
  ]

  /// Commands that only print or plot for a reader. They change no figure and are left out when a deck is run.
  package static let shows: Set<String> = [
    "asciiplot", "display", "echo", "listing", "plot", "rusage", "settype", "show", "showmod", "status", "version",
  ]

  /// Variables that change neither where ngspice reads and writes nor what it runs; only these may be `set`.
  private static let variables: Set<String> = [
    "color0", "color1", "color2", "color3", "height", "moremode", "nobreak", "nomoremode", "nopage", "noprintscale",
    "num_threads", "numdgt", "polydegree", "polysteps", "rndseed", "specwindow", "specwindoworder", "temp", "units", "width",
    "xbrushwidth",
  ]

  /// Why a command is not run; nil for a harmless one.
  /// - Parameter line: one command, without continuation lines.
  package static func problem(in line: String) -> String? {
    let command = line.firstWord
    guard analyses.contains(command) || others.contains(command) || shows.contains(command) else {
      let allowed = analyses.union(others).union(shows).sorted().joined(separator: ", ")
      return "the command '\(command)' is not run; allowed are \(allowed)"
    }
    // Backquotes start a program; > and < write and read files; | and ! start or repeat commands.
    let harmless: (Unicode.Scalar) -> Bool = { scalar in
      if shows.contains(command) { return !"`<>|".unicodeScalars.contains(scalar) }
      return scalar == "\t" || (32..<127).contains(scalar.value) && !"`<>|!\\~{};".unicodeScalars.contains(scalar)
    }
    if let scalar = line.unicodeScalars.first(where: { !harmless($0) }) {
      return "'\(scalar)' is not allowed in a command"
        + ("<>".unicodeScalars.contains(scalar) ? ", where it names a file; comparisons are gt, lt, ge and le" : "")
    }
    guard command == "set" || command == "unset" else { return nil }
    let words = line.split { $0.isWhitespace || $0 == "=" }.map { $0.lowercased() }
    guard words.count >= 2, variables.contains(words[1]), words.count <= 3 else {
      return "'\(line)' is not run; variables that may be set, one a line, are \(variables.sorted().joined(separator: ", "))"
    }
    return nil
  }
}
