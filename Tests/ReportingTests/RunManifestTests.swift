import Foundation
import Records
import Testing

@testable import Reporting

extension RunManifest {
  static var example: Self {
    RunManifest(
      version: "0.1.0", command: "digits", arguments: ["mxbar", "digits", "--out", "a/b"],
      configuration: .record([
        RecordField("seed", .whole(.max)), RecordField("read_voltage_V", .number(0.1)),
        RecordField("limits", .list([.number(1.5), .number(.infinity)])),
      ]), given: ["out"], simulator: "ngspice 39", started: Date(timeIntervalSince1970: 1_700_000_000), wallTime: .seconds(12.5),
      results: .record([RecordField("cells", .whole(1260))]))
  }
}

@Suite struct RunManifestTests {
  @Test func isReadableJSONWithSortedKeys() async throws {
    try await withTemporaryFolder { base in
      try Data("abc".utf8).write(to: URL(fileURLWithPath: base + "/input"))
      var manifest = RunManifest.example
      manifest.inputSHA256 = try SHA256.hexadecimalDigests(ofFiles: [base + "/input"])
      let text = try manifest.json()
      #expect(text.contains("\"started\" : \"2023-11-14T22:13:20Z\""))
      #expect(text.contains("\"seed\" : 18446744073709551615"))
      #expect(text.contains("\"read_voltage_V\" : 0.1"))
      #expect(text.contains("\"a/b\"") && text.contains("\"inf\""))
      #expect(text.contains("\"\(base)/input\" : \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""))
      let keys = try text.matches(of: Regex("(?m)^  \"(\\w+)\"")).map { try #require($0.output[1].substring) }
      #expect(keys == keys.sorted() && keys.count == 13)
      #expect(try manifest.json() == manifest.json())
    }
  }

  @Test func namesTheInputThatIsMissing() {
    #expect(throws: ReportingError.unreadableFile(path: "/no/such/input", reason: "No such file or directory")) {
      try SHA256.hexadecimalDigests(ofFiles: ["/no/such/input"])
    }
  }

  // NIST's example messages of FIPS 180-4, and lengths around the block's edge checked with coreutils' sha256sum.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ])
  func hashesAsPublished(message: String, digest: String) {
    #expect(SHA256.hexadecimalDigest(of: Array(message.utf8)) == digest)
  }

  @Test func hashesAMillionLettersAsPublished() {
    let letters = Data(repeating: UInt8(ascii: "a"), count: 1_000_000)
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hexadecimalDigest(of: letters) == digest)
  }

  // Longer than what is read at a time; checked with coreutils' sha256sum.
  @Test func hashesFilesInParts() async throws {
    try await withTemporaryFolder { base in
      let paths = [base + "/long", base + "/empty"]
      try Data(repeating: UInt8(ascii: "a"), count: 3_000_000).write(to: URL(fileURLWithPath: paths[0]))
      try Data().write(to: URL(fileURLWithPath: paths[1]))
      #expect(
        try SHA256.hexadecimalDigests(ofFiles: paths) == [
          paths[0]: "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4",
          paths[1]: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ])
      #expect(throws: ReportingError.unreadableFile(path: base, reason: "Is a directory")) {
        try SHA256.hexadecimalDigests(ofFiles: [base])
      }
    }
  }
}
