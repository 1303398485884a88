/// What a foreign deck's `.control` section may hold: analyses, and what takes figures from them. ngspice's other commands
/// start programs, read and write files, or change what later commands mean.
package enum ControlCommands {
  package static let analyses: Set<String> = ["ac", "dc", "disto", "noise", "op", "pz", "run", "sens", "tf", "tran"]

  /// Run as they stand.
  private static let others: Set<String> = [
    "alter", "altermod", "alterparam", "break", "continue", "destroy", "dowhile", "else", "end", "exit", "fft", "foreach", "if",
    "let", "linearize", "meas", "measure", "option", "print", "psd", "quit", "repeat", "reset", "save", "set", "setplot",
    "setscale", "unlet", "unset", "while",
  ]

  /// Words for a reader, which change no figure.
  package static let shows: Set<String> = [
    "asciiplot", "display", "echo", "listing", "plot", "rusage", "settype", "show", "showmod", "status", "version",
  ]

  /// Variables that change neither where ngspice reads and writes nor what it runs.
  private static let variables: Set<String> = [
    "color0", "color1", "color2", "color3", "height", "moremode", "nobreak", "nomoremode", "nopage", "noprintscale",
    "num_threads", "numdgt", "polydegree", "polysteps", "rndseed", "specwindow", "specwindoworder", "temp", "units", "width",
    "xbrushwidth",
  ]

  /// Why a line is not run; nil for one that does no harm.
  package static func problem(in line: String) -> String? {
    let command = line.firstWord
    guard analyses.contains(command) || others.contains(command) || shows.contains(command) else {
      let allowed = analyses.union(others).union(shows).sorted().joined(separator: ", ")
      return "the command '\(command)' is not run; allowed are \(allowed)"
    }
    // Backquotes start a program; > and < write and read files, | and ! run or repeat something.
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
