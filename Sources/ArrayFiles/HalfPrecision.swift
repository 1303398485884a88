extension Double {
  /// From the bits of an IEEE 754 binary16: a sign, 5 bits of exponent and 10 of significand. Exact, with subnormals,
  /// infinities and NaN. Swift's own `Float16` is not available on every platform.
  init(halfPrecision pattern: UInt16) {
    let (exponent, significand) = (Int(pattern >> 10 & 0x1F), Double(pattern & 0x3FF))
    let magnitude =
      switch exponent {
      case 0: significand * 0x1p-24
      case 0x1F: significand == 0 ? Double.infinity : .nan
      default: (1 + significand * 0x1p-10) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    self = pattern >> 15 == 0 ? magnitude : -magnitude
  }
}
