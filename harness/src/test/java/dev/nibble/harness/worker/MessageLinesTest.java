package dev.nibble.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageLinesTest {
    private Socket far;
    private MessageLines near;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            far = new Socket(server.getInetAddress(), server.getLocalPort());
            near = new MessageLines(server.accept());
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        far.close();
        near.close();
    }

    @Test
    void messagesArriveAsTheyWereSent() throws IOException {
        Message hello = new Message.Hello("token", Map.of("fact", "with\nline break"));
        new MessageLines(far).send(hello);
        assertThat(near.receive()).contains(hello);
    }

    @Test
    void whatIsNoMessageIsGarbage() throws IOException {
        for (String line : new String[] {"garbage", "{}", "null", "{\"type\":\"unknown\"}", "[1,2", ""}) {
            far.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(near::receive).as(line).isInstanceOf(GarbageException.class).hasMessageContaining("no message");
        }
    }

    @Test
    void aLineWithoutEndIsRefusedAtTheLimit() throws Exception {
        Thread writer = Thread.ofPlatform().start(() -> {
            byte[] block = new byte[1 << 16];
            Arrays.fill(block, (byte) 'x');
            try {
                for (int sent = 0; sent <= MessageLines.LIMIT; sent += block.length) {
                    far.getOutputStream().write(block);
                }
            } catch (IOException e) {
                // The reader has had enough and closed: what this test is about.
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(near::receive).isInstanceOf(GarbageException.class).hasMessageContaining("longer than");
        near.close();
        writer.join();
    }

    @Test
    void theEndIsNoMessage() throws IOException {
        far.close();
        assertThat(near.receive()).isEmpty();
    }

    @Test
    void silenceIsATimeOut() throws IOException {
        near.timeout(50);
        assertThatThrownBy(near::receive).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aLongTimeOutDoesNotEndAtOnce() throws IOException {
        near.timeout(600_000);
        Message hello = new Message.Hello("token", Map.of());
        new MessageLines(far).send(hello);
        assertThat(near.receive()).contains(hello);
    }

    @Test
    void whoDribblesDoesNotGetMoreTime() throws Exception {
        Thread dribble = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    far.getOutputStream().write('x');
                    Thread.sleep(10);
                }
            } catch (IOException | InterruptedException e) {
                // The reader has had enough and closed: what this test is about.
                Thread.currentThread().interrupt();
            }
        });
        near.timeout(200);
        assertThatThrownBy(near::receive).isInstanceOf(SocketTimeoutException.class);
        dribble.interrupt();
        dribble.join();
    }
}
