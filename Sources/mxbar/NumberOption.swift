import ArgumentParser

/// Options whose values are numbers, with what the help calls the value: `@Option("Bit-line voltage, V.", "V")`.
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

  /// The option must be given.
  init(_ help: String, _ valueName: String) where Value: ExpressibleByArgument {
    self.init(parsing: .unconditional, help: ArgumentHelp(help, valueName: valueName))
  }
}
