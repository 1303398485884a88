import ArgumentParser

/// Options with what the help calls their values. Those whose values are numbers: `@Option("Bit-line voltage, V.", "V")`.
///
/// They take the next word even if it begins with a dash, so that -3 is rejected as a value and not as an unknown option.
extension Option {
  init(wrappedValue: Value, _ help: String, _ valueName: String) where Value: ExpressibleByArgument {
    self.init(wrappedValue: wrappedValue, parsing: .unconditional, help: ArgumentHelp(help, valueName: valueName))
  }

  /// Nil where the option is not given.
  init<Number: ExpressibleByArgument>(_ help: String, _ valueName: String) where Value == Number? {
    self.init(parsing: .unconditional, help: ArgumentHelp(help, valueName: valueName))
  }

  // MARK: Words

  /// An option whose value is a word, such as a file: it does not take a word that begins with a dash.
  init(wrappedValue: Value, help: String, value: String) where Value: ExpressibleByArgument {
    self.init(wrappedValue: wrappedValue, help: ArgumentHelp(help, valueName: value))
  }

  /// Nil where the option is not given.
  init<Word: ExpressibleByArgument>(help: String, value: String) where Value == Word? {
    self.init(help: ArgumentHelp(help, valueName: value))
  }

  /// The option must be given.
  init(help: String, value: String) where Value: ExpressibleByArgument {
    self.init(help: ArgumentHelp(help, valueName: value))
  }
}
