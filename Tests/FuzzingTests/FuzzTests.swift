import Foundation
import Fuzzing
import Testing

@Suite final class FuzzTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-fuzzing-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static let text = Array("a = 1\nb = (2 + x)\nc = 3\n".utf8)

  @Test func theSameSeedMakesTheSameMutations() {
    let first = Mutator(seed: 7).mutations(of: Self.text, count: 200)
    #expect(first == Mutator(seed: 7).mutations(of: Self.text, count: 200))
    #expect(first != Mutator(seed: 8).mutations(of: Self.text, count: 200))
    #expect(Set(first).count > 150 && first.contains { $0.isEmpty || $0.count < 10 } && first.contains { $0.count > 1000 })
  }

  @Test func emptyInputsGrow() {
    #expect(Mutator(seed: 1).mutations(of: [], count: 300).contains { !$0.isEmpty })
  }

  @Test func keywordsTurnUp() {
    let all = Mutator(seed: 1, words: [".include"]).mutations(of: Self.text, count: 300)
    #expect(all.contains { String(decoding: $0, as: UTF8.self).contains(".include") })
  }

  private struct Refusal: Error, CustomStringConvertible { let description: String }
  private struct Other: Error {}

  @Test func aReaderThatKeepsTheRulesGetsNoComplaint() {
    #expect(
      fuzz("self-test", seeds: [Self.text], count: 50, folder: folder) { if $0 != Self.text { throw Refusal(description: "no") } }
        == [])
  }

  @Test(arguments: [(0x1b, 1, "control character"), (0x9b, 1, "control character"), (0x78, 3000, "3000 letters")])
  func errorsThatMustNotBePrintedAreFound(code: UInt32, count: Int, words: String) throws {
    let letter = String(Character(try #require(Unicode.Scalar(code))))
    let complaints = fuzz("self-test-errors-\(code)", seeds: [Self.text], count: 3, folder: folder) { _ in
      throw Refusal(description: String(repeating: letter, count: count))
    }
    #expect(complaints.contains { $0.contains(words) } && complaints.contains { $0.contains("unspoilt") })
  }

  @Test func errorsOfTheWrongTypeAndGreatMemoryAreFound() {
    var kept: [[UInt8]] = []
    var limits = FuzzLimits()
    limits.memory = 40 << 20
    let memory = fuzz("self-test-memory", seeds: [Self.text], count: 1, limits: limits, folder: folder) {
      if $0 != Self.text { kept = [.init(repeating: 1, count: 80 << 20)] }
    }
    #expect(memory.count == 1 && kept.count == 1, "\(memory)")
    let types = fuzz("self-test-types", seeds: [Self.text], count: 1, folder: folder, isRefusal: { $0 is Refusal }) {
      if $0 != Self.text { throw Other() }
    }
    #expect(types.count == 1 && types[0].contains("wrong type"))
  }
}
