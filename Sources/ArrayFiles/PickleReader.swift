import CrossbarPrimitives

/// What a pickle of a state dict is made of.
enum PickleValue {
  case none
  case integer(Int)
  case text(String)
  case sequence(PickleSequence)
  case dictionary(PickleDictionary)
  /// A class or a function by its name.
  case global(String)
  case storage(PickledStorage)
  case tensor(PickledTensor)
  /// A value whose content does not matter.
  case other
  /// Where a tuple or a group of entries begins.
  case mark

  /// For messages.
  var words: String {
    switch self {
    case .none: "None"
    case .integer, .other: "a number"
    case .text: "a text"
    case .sequence: "a list"
    case .dictionary: "a dict"
    case .global(let name): "'\(excerpt(name))'"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .mark: "nothing"
    }
  }
}

/// A list or tuple; others that hold it see what is added later.
final class PickleSequence {
  var values: [PickleValue]
  init(_ values: [PickleValue]) { self.values = values }
}

/// A dict with names as keys; entries with other keys are not kept.
final class PickleDictionary {
  var entries: [(name: String, value: PickleValue)] = []
}

/// Follows a pickle as far as a state dict of tensors needs it. Classes and functions are but names, of which a few are
/// understood; any other ends the reading.
struct PickleReader {
  /// Why a pickle cannot be read.
  struct Fault: Error { let reason: String }

  private var bytes: ArraySlice<UInt8>
  private var stack: [PickleValue] = []
  private var memo: [Int: PickleValue] = [:]

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// The value that the pickle stands for.
  mutating func value() throws(Fault) -> PickleValue {
    while true {
      let code = try take(1)[0]
      if code == UInt8(ascii: ".") { return try pop() }
      try follow(code)
    }
  }

  private mutating func take(_ count: Int) throws(Fault) -> [UInt8] {
    guard count >= 0, count <= bytes.count else { throw Fault(reason: "its pickle ends too early") }
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  /// A little-endian number without a sign.
  private mutating func number(_ count: Int) throws(Fault) -> Int {
    let bytes = try take(count)
    guard count < 8 || bytes[7] < 0x80 else { throw Fault(reason: "a number in its pickle is beyond any length") }
    return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func line() throws(Fault) -> String {
    guard let end = bytes.firstIndex(of: 0x0A) else { throw Fault(reason: "its pickle ends too early") }
    defer { bytes = bytes[(end + 1)...] }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  private mutating func pop() throws(Fault) -> PickleValue {
    guard let value = stack.popLast() else { throw Fault(reason: "its pickle takes more values than there are") }
    return value
  }

  private mutating func popToMark() throws(Fault) -> [PickleValue] {
    guard let place = stack.lastIndex(where: { if case .mark = $0 { true } else { false } }) else {
      throw Fault(reason: "its pickle ends a group that never began")
    }
    defer { stack.removeSubrange(place...) }
    return Array(stack[(place + 1)...])
  }

  private mutating func remember(_ place: Int) throws(Fault) {
    guard let value = stack.last else { throw Fault(reason: "its pickle takes more values than there are") }
    memo[place] = value
  }

  private mutating func recall(_ place: Int) throws(Fault) {
    guard let value = memo[place] else { throw Fault(reason: "its pickle refers to a value that is not there") }
    stack.append(value)
  }

  private mutating func follow(_ code: UInt8) throws(Fault) {
    switch code {
    case 0x80: _ = try take(1)
    case 0x95: _ = try take(8)
    case UInt8(ascii: "("): stack.append(.mark)
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88, 0x89: stack.append(.other)
    case UInt8(ascii: "K"): stack.append(.integer(try number(1)))
    case UInt8(ascii: "M"): stack.append(.integer(try number(2)))
    case UInt8(ascii: "J"): stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case 0x8A: stack.append(try long())
    case UInt8(ascii: "G"):
      _ = try take(8)
      stack.append(.other)
    case UInt8(ascii: "X"): stack.append(.text(String(decoding: try take(try number(4)), as: UTF8.self)))
    case 0x8C: stack.append(.text(String(decoding: try take(try number(1)), as: UTF8.self)))
    case UInt8(ascii: "]"): stack.append(.sequence(PickleSequence([])))
    case UInt8(ascii: ")"): stack.append(.sequence(PickleSequence([])))
    case UInt8(ascii: "}"): stack.append(.dictionary(PickleDictionary()))
    case UInt8(ascii: "t"): stack.append(.sequence(PickleSequence(try popToMark())))
    case 0x85, 0x86, 0x87:
      let count = Int(code) - 0x84
      guard stack.count >= count else { throw Fault(reason: "its pickle takes more values than there are") }
      let values = Array(stack.suffix(count))
      stack.removeLast(count)
      stack.append(.sequence(PickleSequence(values)))
    case UInt8(ascii: "q"): try remember(try number(1))
    case UInt8(ascii: "r"): try remember(try number(4))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(try number(1))
    case UInt8(ascii: "j"): try recall(try number(4))
    case UInt8(ascii: "c"):
      let module = try line()
      stack.append(.global(module + "." + (try line())))
    case 0x93:
      let (name, module) = (try pop(), try pop())
      guard case .text(let name) = name, case .text(let module) = module else {
        throw Fault(reason: "its pickle names no class where it should")
      }
      stack.append(.global(module + "." + name))
    case UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "a"), UInt8(ascii: "e"): try fill(code)
    // Attributes, as the metadata of a state dict.
    case UInt8(ascii: "b"): _ = try pop()
    case UInt8(ascii: "Q"): stack.append(try persistent(try pop()))
    case UInt8(ascii: "R"):
      let arguments = try pop()
      stack.append(try called(try pop(), arguments))
    // Codes that build objects of classes, as of a whole model.
    default:
      throw Fault(
        reason: "its pickle has more than a state dict needs (code \(code)), as that of a whole model; save one with "
          + "torch.save(model.state_dict(), 'weights.pt')")
    }
  }

  private mutating func long() throws(Fault) -> PickleValue {
    let bytes = try take(try number(1))
    guard bytes.count <= 8 else { return .other }
    let number = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let shift = UInt64(64 - 8 * bytes.count)
    return .integer(bytes.isEmpty ? 0 : Int(Int64(bitPattern: number << shift) >> Int64(shift)))
  }

  /// Entries of a dict or elements of a list.
  private mutating func fill(_ code: UInt8) throws(Fault) {
    let values: [PickleValue]
    switch code {
    case UInt8(ascii: "s"):
      let last = try pop()
      values = [try pop(), last]
    case UInt8(ascii: "a"): values = [try pop()]
    default: values = try popToMark()
    }
    switch stack.last {
    case .dictionary(let dictionary):
      for place in stride(from: 0, to: values.count - 1, by: 2) {
        if case .text(let name) = values[place] { dictionary.entries.append((name, values[place + 1])) }
      }
    case .sequence(let sequence): sequence.values += values
    default: throw Fault(reason: "its pickle fills something that is neither dict nor list")
    }
  }

  /// A storage, which stands outside of the pickle: ('storage', type, key, place, count).
  private func persistent(_ value: PickleValue) throws(Fault) -> PickleValue {
    if case .sequence(let parts) = value, parts.values.count >= 3, case .global(let type) = parts.values[1],
      case .text(let key) = parts.values[2]
    {
      return .storage(PickledStorage(type: String(type.split(separator: ".").last ?? ""), key: key))
    }
    throw Fault(reason: "its pickle refers to something that is no storage of a tensor")
  }

  /// What a class or function makes of its arguments.
  private func called(_ function: PickleValue, _ arguments: PickleValue) throws(Fault) -> PickleValue {
    guard case .global(let name) = function, case .sequence(let arguments) = arguments else {
      throw Fault(reason: "its pickle calls \(function.words)")
    }
    let values = arguments.values
    switch name {
    case "collections.OrderedDict": return .dictionary(PickleDictionary())
    case "torch._utils._rebuild_parameter":
      guard let first = values.first else { break }
      return first
    case "torch._utils._rebuild_tensor_v2":
      guard values.count >= 4, case .storage(let storage) = values[0], case .integer(let offset) = values[1],
        let shape = Self.lengths(values[2]), let strides = Self.lengths(values[3])
      else { break }
      return .tensor(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    default:
      throw Fault(
        reason: "it needs '\(excerpt(name))' of Python and is no plain state dict; save one with "
          + "torch.save(model.state_dict(), 'weights.pt')")
    }
    throw Fault(reason: "its pickle calls '\(name)' with other arguments than PyTorch does")
  }

  private static func lengths(_ value: PickleValue) -> [Int]? {
    guard case .sequence(let sequence) = value else { return nil }
    let lengths = sequence.values.compactMap { if case .integer(let length) = $0 { length } else { nil } }
    return lengths.count == sequence.values.count ? lengths : nil
  }
}
