import Foundation

/// A seeded stream of random numbers, one for each (seed, purpose, index).
///
/// Every cell, image or device draws from a stream of its own. Therefore neither the order in which they are visited nor
/// the number of workers changes a result:
///
///     var stream = RandomStream(seed: 1, purpose: "cell", index: 42)
///     let score = stream.standardNormal()
///
/// The generator is xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64. It is not for cryptography.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// The 256 bits of xoshiro256**; never all zero after seeding, but with a chance of 2^-256.
  private var state: (UInt64, UInt64, UInt64, UInt64)
  /// The second number of a pair from the polar method, kept for the next call; nil if there is none.
  private var spareNormal: Double?

  /// - Parameters:
  ///   - seed: the run's seed, recorded in its output.
  ///   - purpose: what is drawn, such as `"cell"`; streams of different purposes are independent. Renaming a purpose
  ///     changes results.
  ///   - index: which cell, image or device.
  public init(seed: UInt64, purpose: String, index: Int = 0) {
    // FNV-1a over the purpose: stable between runs and machines, which Swift's Hasher is not.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var mixer = SplitMix64(state: seed)
    mixer.state = mixer.next() ^ hash
    mixer.state = mixer.next() ^ UInt64(bitPattern: Int64(index))
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// 64 random bits, for Swift's own `random(in:using:)` and `shuffle(using:)`.
  public mutating func next() -> UInt64 {
    let result = rotateLeft(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotateLeft(state.3, 45)
    return result
  }

  /// A number in [0, 1) with 53 random bits, as many as a double's significand holds.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the normal distribution of mean 0 and standard deviation 1, by Marsaglia's polar method.
  ///
  /// It makes two numbers at a time; every second call returns the spare one and draws nothing.
  public mutating func standardNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 {
        let scale = (-2 * log(square) / square).squareRoot()
        spareNormal = y * scale
        return x * scale
      }
    }
  }

  /// A number from the gamma distribution of a shape and of scale 1, whose mean and variance are the shape; by Marsaglia and
  /// Tsang, 2000. Shapes below 1 come from one above by a power of a uniform number.
  public mutating func standardGamma(shape: Double) -> Double {
    precondition(shape > 0, "a shape above zero")
    if shape < 1 {
      let base = standardGamma(shape: shape + 1)
      // Of 1 - u, which is never zero.
      return base * pow(1 - uniform(), 1 / shape)
    }
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = standardNormal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  private func rotateLeft(_ value: UInt64, _ count: UInt64) -> UInt64 { (value << count) | (value >> (64 - count)) }
}

/// Steele, Lea and Flood, 2014. Turns similar seeds, such as 1 and 2, into unrelated states.
private struct SplitMix64 {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
