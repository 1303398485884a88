/// The values of eight cells, computed side by side, one per lane.
///
/// A concrete type in its own module: generic code over vectors is not specialised across modules, and would run a
/// hundred times slower without a warning. The standard library's maxima, roots, rounding and fused products become
/// scalar calls, hence the functions below. All of them work lane by lane, so that no cell's result depends on its
/// neighbours.
typealias Lanes = SIMD8<Double>
typealias LaneMask = SIMDMask<Lanes.MaskStorage>
private typealias LaneBits = SIMD8<UInt64>

@inline(__always) private func bits(_ a: Lanes) -> LaneBits { unsafeBitCast(a, to: LaneBits.self) }
@inline(__always) private func lanes(_ a: LaneBits) -> Lanes { unsafeBitCast(a, to: Lanes.self) }

/// The same value in each lane.
@inline(__always) func all(_ value: Double) -> Lanes { Lanes(repeating: value) }

@inline(__always) func select(_ mask: LaneMask, _ yes: Lanes, _ no: Lanes) -> Lanes { no.replacing(with: yes, where: mask) }

@inline(__always) func smaller(_ a: Lanes, _ b: Lanes) -> Lanes { select(b .< a, b, a) }

@inline(__always) func larger(_ a: Lanes, _ b: Lanes) -> Lanes { select(a .< b, b, a) }

@inline(__always) func magnitude(_ a: Lanes) -> Lanes { lanes(bits(a) & LaneBits(repeating: 0x7fff_ffff_ffff_ffff)) }

/// The square root, within a relative 2.3e-16 for 1e-300 to 1e300; 0 of 0, NaN of negative numbers.
///
/// Newton's method for 1/√a, started by halving the exponent's bits, then one correction of the root.
@inline(__always) func squareRoot(_ a: Lanes) -> Lanes {
  var inverse = lanes(LaneBits(repeating: 0x5fe6_eb50_c7b5_37a9) &- (bits(a) &>> 1))
  let half = 0.5 * a
  for _ in 0..<4 { inverse = inverse * (1.5 - half * inverse * inverse) }
  let root = a * inverse
  let corrected = root + (a - root * root) * (0.5 * inverse)
  return select(a .< all(0), all(.nan), corrected)
}

/// Range reduction: x = n ln 2 + r, with ln 2 in two parts (Cody and Waite); n is in the lowest bits of `shifted`.
@inline(__always) private func reduced(_ argument: Lanes) -> (r: Lanes, shifted: Lanes) {
  let x = smaller(larger(argument, all(-708)), all(709))
  // Adding 1.5 · 2^52 rounds to an integer and leaves it in the lowest bits.
  let shifted = x * all(1.4426950408889634) + all(6_755_399_441_055_744)
  let n = shifted - all(6_755_399_441_055_744)
  return ((x - n * all(6.93147180369123816490e-01)) - n * all(1.90821492927058770002e-10), shifted)
}

/// e^x within a relative 4.4e-16; arguments are clamped to -708 to 709. Taylor series of e^r up to degree 13.
@inline(__always) func exponential(_ argument: Lanes) -> Lanes {
  let (r, shifted) = reduced(argument)
  let (r2, r4) = (r * r, r * r * (r * r))
  let p01 = r + 1.0
  let p23 = r * all(1.0 / 6) + all(0.5)
  let p45 = r * all(1.0 / 120) + all(1.0 / 24)
  let p67 = r * all(1.0 / 5040) + all(1.0 / 720)
  let p89 = r * all(1.0 / 362_880) + all(1.0 / 40_320)
  let p1011 = r * all(1.0 / 39_916_800) + all(1.0 / 3_628_800)
  let p1213 = r * all(1.0 / 6_227_020_800) + all(1.0 / 479_001_600)
  let low = p23 * r2 + p01
  let middle = p67 * r2 + p45
  let high = p1213 * r4 + (p1011 * r2 + p89)
  let series = (high * r4 + middle) * r4 + low
  return lanes(bits(series) &+ (bits(shifted) &<< 52))
}

/// e^x within 8e-9, for terms that are a billionth of the result. Taylor series up to degree 7.
@inline(__always) func coarseExponential(_ argument: Lanes) -> Lanes {
  let (r, shifted) = reduced(argument)
  let r2 = r * r
  let low = (r * all(1.0 / 6) + all(0.5)) * r2 + (r + 1.0)
  let high = (r * all(1.0 / 5040) + all(1.0 / 720)) * r2 + (r * all(1.0 / 120) + all(1.0 / 24))
  return lanes(bits(high * (r2 * r2) + low) &+ (bits(shifted) &<< 52))
}

/// sinh x; below 0.5 by its series, since the difference of exponentials would lose digits.
@inline(__always) func hyperbolicSine(_ x: Lanes) -> Lanes {
  let e = exponential(x)
  let x2 = x * x
  var series = x2 * all(1.0 / 6_227_020_800) + all(1.0 / 39_916_800)
  series = series * x2 + all(1.0 / 362_880)
  series = series * x2 + all(1.0 / 5040)
  series = series * x2 + all(1.0 / 120)
  series = series * x2 + all(1.0 / 6)
  return select(magnitude(x) .< all(0.5), series * x2 * x + x, 0.5 * (e - 1.0 / e))
}

@inline(__always) func hyperbolicCosine(_ x: Lanes) -> Lanes {
  let e = exponential(x)
  return 0.5 * (e + 1.0 / e)
}

/// tanh x; beyond ±20 it is ±1 in double precision.
@inline(__always) func hyperbolicTangent(_ x: Lanes) -> Lanes {
  let bounded = smaller(larger(x, all(-20)), all(20))
  return hyperbolicSine(bounded) / hyperbolicCosine(bounded)
}

/// Memory for lanes, aligned to their size: values across cache lines would cost a third of the speed. Initially zero.
final class LaneMemory {
  let start: UnsafeMutablePointer<Lanes>
  private let count: Int

  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Lanes>.stride
    self.count = max(count, 1)
    start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Lanes.self, capacity: max(count, 1))
    start.initialize(repeating: all(0), count: max(count, 1))
  }

  deinit {
    start.deinitialize(count: count)
    start.deallocate()
  }
}
