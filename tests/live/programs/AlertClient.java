// Connects to every KEY:PORT of its arguments and prints KEY, a tab and what the user would read,
// then " | " and what the debugging log has of the alert. One process for all of them: starting
// a JVM for each would take longer than all other clients together.

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

public final class AlertClient {
    private static final int TIMEOUT = 10_000;
    private static final Pattern DESCRIPTION =
        Pattern.compile("Received alert message.*?(\"description\"\\s*:\\s*\"\\w+\")", Pattern.DOTALL);

    public static void main(String[] arguments) {
        System.setProperty("javax.net.debug", "ssl");
        for (String argument : arguments) {
            String[] parts = argument.split(":");
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            System.setErr(new PrintStream(log, true));
            String text = receive(Integer.parseInt(parts[1]));
            Matcher logged = DESCRIPTION.matcher(log.toString());
            if (logged.find()) {
                text += " | " + logged.group(1);
            }
            System.out.println(parts[0] + "\t" + text.replaceAll("\\s+", " "));
        }
    }

    private static String receive(int port) {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, "localhost", port, true)) {
                socket.startHandshake();
                return "no error";
            }
        } catch (IOException error) {
            return error.toString();
        }
    }
}
