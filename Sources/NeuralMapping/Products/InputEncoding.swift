import CrossbarPrimitives

/// How the values of a layer's inputs are applied to the rows of its tiles.
public enum InputEncoding: String, CaseIterable, Codable, Hashable, Sendable {
  /// Bit by bit, each as full drive or none: as many products as inputs have bits.
  case bitSerial = "bit-serial"
  /// As one of 2^bits levels between none and full drive, by a converter in front of each row: one product.
  case levels
}

/// An encoding with a number of bits: what it makes of inputs, and what the products count.
package struct EncodedInputs: Hashable, Sendable {
  package let encoding: InputEncoding
  package let bits: Int

  package init(_ encoding: InputEncoding, bits: Int) {
    precondition((1...32).contains(bits), "inputs of \(bits) bits")
    (self.encoding, self.bits) = (encoding, bits)
  }

  /// The largest input code.
  package var largestCode: Double { Double((1 << bits) - 1) }

  /// What each product of an image counts in units of an input code, in their order; bit by bit the least significant first.
  package var weights: [Double] {
    switch encoding {
    case .bitSerial: (0..<bits).map { Double(1 << $0) }
    case .levels: [largestCode]
    }
  }

  /// The shares of full drive at which currents must be known; those at others follow by interpolation. Ascending to 1.
  package var nodes: [Double] {
    switch encoding {
    case .bitSerial: [1]
    case .levels: bits == 1 ? [1] : [1.0 / 3, 2.0 / 3, 1]
    }
  }

  /// The drives of a layer's rows, as shares of full drive: for each image its vectors, one after the other.
  /// - Parameters:
  ///   - values: image by image, `count` values each; rounded to the nearest code, and cut off at 0 and at `scale`.
  ///   - count: inputs of the layer.
  ///   - scale: the value of the largest code.
  package func drives(_ values: [Double], count: Int, scale: Double) -> [Double] {
    let images = count > 0 ? values.count / count : 0
    let (own, largest) = (weights.count, largestCode)
    return [Double](unsafeUninitializedCapacity: images * own * count) { drives, initialized in
      for image in 0..<images {
        for input in 0..<count {
          let code = min(max(values[image * count + input] / scale * largest, 0), largest).rounded()
          let start = image * own * count + input
          switch encoding {
          case .levels: drives.initializeElement(at: start, to: code / largest)
          case .bitSerial:
            let bits = Int(code)
            for bit in 0..<own { drives.initializeElement(at: start + bit * count, to: Double((bits >> bit) & 1)) }
          }
        }
      }
      initialized = images * own * count
    }
  }

  /// The value that the largest code stands for, if inputs are like these: the largest of them.
  package func scale(_ values: [Double]) -> Double {
    let largest = values.max() ?? 0
    return largest > 0 ? largest : 1
  }

  /// The mean drive of each row over all products of some images.
  /// - Parameters:
  ///   - values: image by image, `count` values each.
  ///   - count: inputs of the layer.
  package func meanDrives(_ values: [Double], count: Int) -> [Double] {
    let scale = scale(values)
    var (sums, vectors) = ([Double](repeating: 0, count: count), 0)
    for start in stride(from: 0, to: values.count, by: max(count, 1)) {
      let drives = drives(Array(values[start..<(start + count)]), count: count, scale: scale)
      for (place, drive) in drives.enumerated() { sums[place % count] += drive }
      vectors += weights.count
    }
    return sums.map { $0 / Double(max(vectors, 1)) }
  }
}
